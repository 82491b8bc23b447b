/// Makes inputs for fuzz tests: entries of a small corpus with a few changes each, a function of the seed alone.
package struct ByteMutator {
    /// Longer inputs are cut: they would take the time of many.
    private static let maximumBytes = 16 << 10
    /// Bytes that mean something to readers of lines and of JSON, and borders of UTF-8.
    private static let telling: [UInt8] =
        Array("{}[]\",:\\ <>0159-+.eE\n\r\t".utf8) + [0x00, 0x01, 0x1F, 0x7F, 0x80, 0xBF, 0xC2, 0xED, 0xEF, 0xF4, 0xFF]

    private let corpus: [[UInt8]]
    private let words: [[UInt8]]
    /// Where everything random comes from; a test may draw from it, too.
    package var generator: SeededGenerator

    /// Prepares the inputs that belong to a seed.
    ///
    /// - Parameters:
    ///   - corpus: What is changed; at least one entry.
    ///   - words: What is put in, besides single bytes.
    ///   - seed: Decides all inputs.
    package init(corpus: [[UInt8]], words: [String], seed: UInt64) {
        precondition(!corpus.isEmpty, "there is something to change")
        self.corpus = corpus
        self.words = words.map { Array($0.utf8) }
        generator = SeededGenerator(seed: seed)
    }

    /// Makes the next input: one in sixteen is an entry as it is, one in sixteen mere noise.
    package mutating func next() -> [UInt8] {
        guard !generator.oneIn(16) else { return generator.pick(corpus) }
        guard !generator.oneIn(16) else { return noise(below: 200) }
        var bytes = generator.pick(corpus)
        // One change more often than many: what is almost right goes further.
        for _ in 0...generator.below(1 << generator.below(4)) {
            change(&bytes)
        }
        return Array(bytes.prefix(Self.maximumBytes))
    }

    /// Cuts bytes into chunks of random sizes, among them many of a single byte.
    package mutating func chunks(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var chunks: [ArraySlice<UInt8>] = []
        let largest = 1 << generator.below(11)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + 1 + generator.below(largest))
            chunks.append(bytes[start..<end])
            start = end
        }
        return chunks
    }

    /// So many bytes of any kind, in half of all cases of those that mean something.
    package mutating func noise(below bound: Int) -> [UInt8] {
        let isTelling = generator.oneIn(2)
        return (0..<generator.below(bound)).map { _ in
            isTelling ? generator.pick(Self.telling) : UInt8(truncatingIfNeeded: generator.next())
        }
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = noise(below: 20)
            return
        }
        let place = generator.below(bytes.count)
        let stretch = place..<min(bytes.count, place + 1 + generator.below(1 << generator.below(9)))
        switch generator.below(11) {
        case 0: bytes[place] ^= 1 << UInt8(generator.below(8))
        case 1: bytes[place] = generator.pick(Self.telling)
        case 2: bytes.insert(generator.pick(Self.telling), at: place)
        case 3: bytes.insert(contentsOf: generator.pick(words), at: place)
        case 4: bytes.replaceSubrange(stretch, with: generator.pick(words))
        case 5: bytes.removeSubrange(stretch)
        case 6: bytes.removeSubrange(place...)
        case 7: bytes.insert(contentsOf: bytes[stretch], at: generator.below(bytes.count))
        case 8: bytes.insert(contentsOf: noise(below: 8), at: place)
        case 9:
            let other = generator.pick(corpus)
            bytes.replaceSubrange(place..., with: other[generator.below(max(1, other.count))...])
        default: bytes += generator.pick(corpus)
        }
    }
}
