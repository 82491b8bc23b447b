import FalcoBridge
import PipelineTestKit
import Testing

/// However a stream of bytes is cut into chunks, the same lines come out of it, and none is missing.
@Suite("Changed lines")
struct LineFuzzTests {
    private static let stamp = "2026-04-06T14:25:19.123456789Z"

    private static let corpus: [[UInt8]] = [
        "one\r\ntwo\n\nthree\rfour\n\r\nlast", "\n", "x", "",
        "\(stamp) stdout F whole\n\(stamp) stdout P {\"rule\":\n\(stamp) stdout P \"a\"\n\(stamp) stdout F }\nplain\n",
        "\(stamp) stdout P a1\n\(stamp) stderr P b1\n\(stamp) stderr F b2\nplain\n\(stamp) stdout F a2\n",
        #"{"log":"{\"a\":","stream":"stdout","time":"t"}"# + "\n" + #"{"log":"1}\n","stream":"stdout","time":"t"}"#
            + "\n",
        #"{"log":"end\\n","stream":"stderr","time":"t"}"# + "\n" + #"{"log":"\u00e9\n","stream":"stderr","time":"t"}"#,
        "Falco initialized\n{\"output\":\"o\",\"rule\":\"r\"}{\"output\":\"p\"}\n13:53:31.7: Notice text (a=b)\n",
        "\u{FEFF}{\"hostname\":\"h\"}\r\n   \t\r\n",
        "{\n  \"rule\": \"r\",\n  \"tags\": [\n    \"a\"\n  ]\n},\n{\n}\ntext\n[\n{\"a\":1}\n]\n",
        "[{\"a\":\"]\"},{\"b\":{\"c\":[1,2]}}]\n{\"open\":\n{\"output\":\"x\"}\n",
        "Sep 16 06:23:48 node-b falco[7]: 13:53:31.726060287: Notice text (a=b)\n[pod/f/f] {\"a\":1}\n",
    ].map { Array($0.utf8) }

    private static let words = [
        "\n", "\r\n", "\r", "\n\n", " stdout P ", " stdout F ", " stderr P ", " stderr F ", stamp + " stdout P x\n",
        stamp + " stderr F y\n", #"{"log":""#, #"","stream":"stdout"}"#, #"\n","stream":"stderr"}"#, "\\", "\"",
        String(repeating: "x", count: 70), #"{"output":"#, "1 ", "{\n", "\n}", "},\n", "[{", ",{", "}]", "\0", "<13>1 ",
    ]

    /// Lines as text for a finding, with how long each is and whether it is cut.
    private struct Lines: Equatable {
        var lines: [[UInt8]] = []
        var cuts: [Bool] = []
        /// After each block: how many lines there were, and where in the source reading continues.
        var places: [(count: Int, offset: UInt64)] = []
        var consumed: UInt64 = 0

        mutating func take(_ block: LineBlock?) {
            guard let block else { return }
            lines += block.lines.map { Array(block.bytes[$0.range]) }
            cuts += block.lines.map(\.isCut)
            places.append((lines.count, block.consumedBytes))
            consumed = block.consumedBytes
        }

        var isCut: Bool {
            cuts.contains(true)
        }

        static func == (one: Lines, other: Lines) -> Bool {
            // The rest of a cut line is consumed when the next line comes out.
            one.lines == other.lines && one.cuts == other.cuts && (one.isCut || one.consumed == other.consumed)
        }
    }

    private static func assemble(_ chunks: [ArraySlice<UInt8>], _ maximum: Int) -> Lines {
        var assembler = LineAssembler(maximumLineBytes: maximum)
        var lines = Lines()
        for chunk in chunks {
            lines.take(chunk.withUnsafeBytes { assembler.feed($0) })
        }
        lines.take(assembler.finish())
        return lines
    }

    private static func read(_ chunks: [ArraySlice<UInt8>], _ maximum: Int, from position: UInt64 = 0) -> Lines {
        var reader = LineReader(maximumLineBytes: maximum, position: position)
        var lines = Lines()
        lines.consumed = position
        for chunk in chunks {
            lines.take(chunk.withUnsafeBytes { reader.feed($0) })
        }
        lines.take(reader.finish())
        return lines
    }

    /// Lines as a person would cut them: LF ends one, a CR before it belongs to the end, longer ones are cut.
    private static func plainLines(_ bytes: [UInt8], _ maximum: Int) -> Lines {
        var lines = Lines()
        var parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true {
            parts.removeLast()
        }
        for part in parts {
            let isCut = part.count > maximum
            lines.lines.append(Array(isCut ? part.prefix(maximum) : part.last == 0x0D ? part.dropLast() : part))
            lines.cuts.append(isCut)
        }
        lines.consumed = UInt64(bytes.count)
        return lines
    }

    private func run(_ seed: UInt64, _ name: String, examine: (inout ByteMutator, [UInt8]) -> String?) {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(1_000, name, sharedBy: 4) {
            let bytes = mutator.next()
            guard let flaw = examine(&mutator, bytes) else { continue }
            Issue.record(
                "seed \(seed), input \(number): \(flaw): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            )
            return
        }
    }

    @Test(
        "Lines are those of a plain reader, in any chunks, and every byte is accounted for",
        arguments: FuzzBudget.seeds(10)
    )
    func assembler(seed: UInt64) {
        run(seed, "line assembler") { mutator, bytes in
            let least = Self.mayHoldList(bytes) ? 64 : 1
            let maximum = least + mutator.generator.below(mutator.generator.oneIn(2) ? 60 : 2_000)
            let expected = Self.plainLines(bytes, maximum)
            let whole = Self.assemble([bytes[...]], maximum)
            guard whole == expected || bytes.isEmpty || Self.mayHoldList(bytes) else {
                return "\(maximum): other lines than a plain reader's"
            }
            let cut = Self.assemble(mutator.chunks(of: bytes), maximum)
            guard cut == whole else { return "\(maximum): other lines in chunks" }
            for place in cut.places where !cut.isCut {
                let rest = Self.assemble([bytes[Int(place.offset)...]], maximum)
                guard cut.lines[place.count...].elementsEqual(rest.lines) else { return "\(place): not the same rest" }
            }
            return nil
        }
    }

    @Test(
        "Split lines are joined alike in any chunks, others stay, and reading from any position gives the rest",
        arguments: FuzzBudget.seeds(10)
    )
    func joiner(seed: UInt64) {
        run(seed, "line reader") { mutator, bytes in
            let least = Self.mayHoldList(bytes) ? 64 : 1
            let maximum = least + mutator.generator.below(mutator.generator.oneIn(2) ? 120 : 4_000)
            let whole = Self.read([bytes[...]], maximum)
            let cut = Self.read(mutator.chunks(of: bytes), maximum)
            guard cut.lines == whole.lines, cut.cuts == whole.cuts else { return "\(maximum): other lines in chunks" }
            guard !whole.isCut else { return nil }
            // What no container runtime can have wrapped comes out as it is, in its order.
            let plain = Self.assemble([bytes[...]], maximum).lines
            let others = plain.filter { !Self.mayBeWrapped($0) }
            var rest = whole.lines[...]
            for line in others where !Self.opensObject(whole, plain) {
                guard let index = rest.firstIndex(of: line) else { return "\(maximum): a line is missing" }
                rest = rest[(index + 1)...]
            }
            for place in cut.places.dropLast() {
                let rest = Self.read([bytes[Int(place.offset)...]], maximum, from: place.offset)
                guard cut.lines[place.count...].elementsEqual(rest.lines) else { return "\(place): not the same rest" }
            }
            return nil
        }
    }

    /// Whether an array may come out as its elements.
    private static func mayHoldList(_ bytes: [UInt8]) -> Bool {
        let text = bytes.filter { $0 > 0x20 }
        return zip(text, text.dropFirst()).contains { ($0 == 0x5B || $0 == 0x2C) && $1 == 0x7B }
    }

    /// Whether lines may be joined to an object, or an array cut.
    private static func opensObject(_ lines: Lines, _ others: [[UInt8]]) -> Bool {
        lines.lines.contains { $0.contains(0x0A) }
            || others.contains { mayHoldList($0) || ($0.first { $0 > 0x20 } == 0x7B && $0.last { $0 > 0x20 } != 0x7D) }
    }

    private static func mayBeWrapped(_ line: [UInt8]) -> Bool {
        String(decoding: line, as: UTF8.self).contains("std")
    }

    @Test(
        "Lines that runtimes split come out whole, in the order of their beginnings",
        arguments: FuzzBudget.seeds(10)
    )
    func splitTexts(seed: UInt64) {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(1_000, "split lines", sharedBy: 4) {
            let log = SplitLog(&mutator.generator)
            let lines = Self.read(mutator.chunks(of: log.bytes), 1 << 20)
            guard lines.lines != log.texts || lines.isCut else { continue }
            Issue.record(
                "seed \(seed), input \(number): \(String(decoding: log.bytes, as: UTF8.self).debugDescription)"
            )
            return
        }
    }

    @Test("Whatever a line is, its shape and the alerts inside it lie within it", arguments: FuzzBudget.seeds(10))
    func shapes(seed: UInt64) {
        run(seed, "line shapes") { _, bytes in
            bytes.withUnsafeBytes { line in
                switch LineShape(line) {
                case .object(let start):
                    guard line[start] == 0x7B || line[start] == 0x22 else { return "no object begins at \(start)" }
                case .list(let start): guard line[start] == 0x5B else { return "no array begins at \(start)" }
                case .textAlert(let start): guard line[start] &- 0x30 <= 9 else { return "no time begins at \(start)" }
                case .blank: guard !line.contains(0x7B) else { return "not blank" }
                case .dockerWrapper, .text: break
                }
                let starts = TornLine.starts(in: line)
                guard starts == starts.sorted(), starts.allSatisfy({ $0 > 0 && line[$0] == 0x7B }) else {
                    return "alerts inside at \(starts)"
                }
                return nil
            }
        }
    }
}
