/// Finds words in short texts without regard to case, in one pass.
struct KeywordTable: Sendable {
    /// One word: where its bytes stand, and what it tells.
    private struct Word {
        var start: Int
        var count: Int
        var second: UInt8
        var group: AlertGroups
    }

    /// Where the words that begin with a byte start in `words`, `[257]`.
    private let starts: [UInt8]
    private let words: [Word]
    private let bytes: [UInt8]
    /// For the low five bits of a word's first byte the low five bits of the second, a bit each, `[32]`.
    ///
    /// Letters differ there, so that few other pairs of bytes in a text are taken for the beginning of a word.
    private let beginnings: [UInt32]

    /// Makes a table of plain ASCII words of at least two bytes; at most 255.
    init(_ entries: [(word: String, group: AlertGroups)]) {
        precondition(entries.count < 256 && entries.allSatisfy { $0.word.utf8.count > 1 }, "a few words of two bytes")
        let folded = entries.map { entry in (word: entry.word.utf8.map { $0 | 0x20 }, group: entry.group) }
        var starts: [UInt8] = [0]
        var words: [Word] = []
        var bytes: [UInt8] = []
        var beginnings = [UInt32](repeating: 0, count: 32)
        for entry in folded { beginnings[Int(entry.word[0] & 31)] |= 1 << UInt32(entry.word[1] & 31) }
        for first in 0..<256 {
            for entry in folded where Int(entry.word[0]) == first {
                words.append(
                    Word(start: bytes.count, count: entry.word.count, second: entry.word[1], group: entry.group)
                )
                bytes += entry.word
            }
            starts.append(UInt8(words.count))
        }
        self.starts = starts
        self.words = words
        self.bytes = bytes
        self.beginnings = beginnings
    }

    /// Returns the groups of all words that stand anywhere in a text.
    func groups(in text: UnsafeRawBufferPointer) -> AlertGroups {
        guard text.count > 1 else { return [] }
        return beginnings.withUnsafeBufferPointer { beginnings in
            var found: AlertGroups = []
            var first = text[0] | 0x20
            for position in 0..<text.count &- 1 {
                let second = text[position &+ 1] | 0x20
                if beginnings[Int(first & 31)] >> UInt32(second & 31) & 1 == 1 {
                    for index in Int(starts[Int(first)])..<Int(starts[Int(first) &+ 1]) {
                        found.formUnion(match(index, text, at: position))
                    }
                }
                first = second
            }
            return found
        }
    }

    /// Returns the groups of the words that are the whole text.
    func groups(of text: UnsafeRawBufferPointer) -> AlertGroups {
        guard text.count > 1 else { return [] }
        var found: AlertGroups = []
        let first = Int(text[0] | 0x20)
        for index in Int(starts[first])..<Int(starts[first + 1]) where words[index].count == text.count {
            found.formUnion(match(index, text, at: 0))
        }
        return found
    }

    /// Returns the group of a word when it is at a position that is not the text's last, whose first byte it has.
    @inline(__always)
    private func match(_ index: Int, _ text: UnsafeRawBufferPointer, at position: Int) -> AlertGroups {
        words.withUnsafeBufferPointer { words in
            let word = words[index]
            guard word.second == text[position &+ 1] | 0x20, word.count <= text.count &- position else { return [] }
            return bytes.withUnsafeBufferPointer { bytes in
                for offset in 2..<max(2, word.count)
                where text[position &+ offset] | 0x20 != bytes[word.start &+ offset] { return [] }
                return word.group
            }
        }
    }
}
