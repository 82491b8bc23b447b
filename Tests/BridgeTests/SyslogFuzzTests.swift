import FalcoBridge
import PipelineTestKit
import Testing

/// However a stream of syslog is cut into chunks, the same messages come out of it, each as it was sent.
@Suite("Changed syslog")
struct SyslogFuzzTests {
    private static let headers = [
        "<132>Nov 21 16:45:58 falco[123]: ", "<132>Nov  1 16:45:58 host falco: ",
        "<34>1 2003-10-11T22:14:15.003Z h su - - - ",
        #"<165>1 2003-10-11T22:14:15.003Z h e - ID47 [a@1 i="3" s="A] \"p\""][b@1 c="high"] "#,
        "<0>1 - - - - - - \u{FEFF}",
        "<191>2026-11-21T16:45:58.123456+00:00 host falco[1]: ", "<132>",
    ]

    private static let messages = [
        #"{"rule":"a: b","output_fields":{"x":[1,2]}}"#, #"{"a":": "}"#, "{}", #"{"ü":"\#u{1F985}"}"#,
    ]

    private static let corpus: [[UInt8]] =
        zip(headers, messages + messages).map { Array(($0 + $1 + "\n").utf8) } + [
            Array("23 <13>a: one\nin two lines<13>b: c\u{0}5 is no count\n".utf8), Array("999999999 <13>a: b".utf8),
            Array("0 <1>\n1 <\n00000000007 <13>a: b".utf8), Array("<34>1 a b c d e [x y=\"\\".utf8),
        ]

    private static let words = [
        "<", ">", "<13>", "1 ", "12 <", ": ", "[a b=\"c\"]", "]", "\\\"", "\n", "\u{0}", "\r\n", " - ", "10 ",
        "falco: ",
        String(repeating: "y", count: 60),
    ]

    private static func read(_ chunks: [ArraySlice<UInt8>], _ maximum: Int) -> (messages: [[UInt8]], cuts: [Bool]) {
        var stream = SyslogStream(maximumMessageBytes: maximum)
        var messages: [[UInt8]] = []
        var cuts: [Bool] = []
        func take(_ block: LineBlock?) {
            messages += block?.lines.map { Array(block?.bytes[$0.range] ?? []) } ?? []
            cuts += block?.lines.map(\.isCut) ?? []
        }
        for chunk in chunks {
            take(chunk.withUnsafeBytes { stream.feed($0) })
        }
        take(stream.finish())
        return (messages, cuts)
    }

    @Test("Messages are the same in any chunks, and none is longer than the limit", arguments: FuzzBudget.seeds(10))
    func chunks(seed: UInt64) {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(1_000, "syslog stream", sharedBy: 3) {
            let bytes = mutator.next() + (mutator.generator.oneIn(2) ? mutator.next() : [])
            let maximum = 1 + mutator.generator.below(mutator.generator.oneIn(2) ? 60 : 2_000)
            let whole = Self.read([bytes[...]], maximum)
            let cut = Self.read(mutator.chunks(of: bytes), maximum)
            guard whole != cut || whole.messages.contains(where: { $0.count > maximum }) else { continue }
            Issue.record("seed \(seed), input \(number), \(maximum) at most: \(Self.text(bytes))")
            return
        }
    }

    @Test(
        "Whatever is sent, counted or by lines, comes out as it was sent, in any chunks",
        arguments: FuzzBudget.seeds(10)
    )
    func framings(seed: UInt64) {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(1_000, "syslog framings", sharedBy: 3) {
            var bytes: [UInt8] = []
            var sent: [[UInt8]] = []
            for _ in 0..<1 + mutator.generator.below(8) {
                let message = mutator.generator.pick(Self.messages)
                let text = mutator.generator.pick(Self.headers) + message
                sent.append(Array(message.utf8))
                switch mutator.generator.below(3) {
                case 0: bytes += Array("\(text.utf8.count) \(text)".utf8)
                case 1: bytes += Array("\(text)\n".utf8)
                default: bytes += Array("\(text)\u{0}".utf8)
                }
            }
            guard Self.read(mutator.chunks(of: bytes), 1 << 20).messages != sent else { continue }
            Issue.record("seed \(seed), input \(number): \(Self.text(bytes))")
            return
        }
    }

    @Test("Whatever a message is, its text lies at its end", arguments: FuzzBudget.seeds(10))
    func messages(seed: UInt64) {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(2_000, "syslog messages", sharedBy: 3) {
            let bytes = mutator.next()
            let range = bytes.withUnsafeBytes { SyslogMessage.range(in: $0) }
            let isAtEnd = bytes[range.upperBound...].allSatisfy { [0x0A, 0x0D, 0x00].contains($0) }
            guard !isAtEnd || (range.lowerBound > 0 && bytes.first != 0x3C) else { continue }
            Issue.record("seed \(seed), input \(number), \(range): \(Self.text(bytes))")
            return
        }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).debugDescription
    }
}
