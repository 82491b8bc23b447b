import Compression
import FalcoBridge
import HTTPRequests
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

/// Whatever a request brings, it is cut, answered, counted and kept.
@Suite("Changed bodies")
struct BodyFuzzTests {
    private static let corpus: [[UInt8]] = [
        sampleAlert(1), "[\(sampleAlert(2)),\(sampleAlert(3))]", " [ \(sampleAlert(4)) ,\n\(sampleAlert(5))\n] ",
        "\(sampleAlert(6))\n\(sampleAlert(7))\r\n\n\(sampleAlert(8))", sampleAlert(9) + sampleAlert(10),
        "banner\n\(sampleAlert(11))\nmore text\n", "{\n \"a\": 1\n}\n[{\"b\":[2,{\"c\":\"]\"}]}]\n",
        "13:53:31.726060287: Critical Some message (k=v)", "[]", "{}", "",
        sampleAlert(12, source: "internal"), #"{"a":"x"# + "\n" + sampleAlert(13),
        #"{"hits":{"hits":[{"_source":\#(sampleAlert(14))},{"_source":\#(sampleAlert(15))}]}}"#,
        #"{"logEvents":[{"message":"x"}],"data":"eyJydWxlIjoiciJ9"}"#, #"{"event":\#(sampleAlert(16))}"#,
        "\"{\\\"rule\\\":\\\"r\\\"}\"", "\u{FF}\u{FE}",
        #"{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[]}"#,
    ].map { Array($0.utf8) }

    private static let words = [
        "[", "]", "{", "}", ",", "\n", "\r\n", "\"", "\\\"", "[ \u{1},", "\u{0}", "\u{1}\n", "null", #"{"rule":"r"}"#,
        #""time":"2026-03-02T08:15:30Z""#, "\u{FEFF}", "[[", "}]", ",,", "\u{1F985}", #""data":"#, #""records":["#,
        #"{"_source":"#, #""message":""#, "\\\"", "18446744073709551616", "\\ud800",
    ]

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte <= 0x20 || [0x2C, 0x5B, 0x5D].contains(byte)
    }

    /// Says what is wrong with the pieces of a body: each byte that is not a separator is in one of them, in order.
    private static func flaw(_ body: UnsafeRawBufferPointer) -> String? {
        var pieces = BodyPieces(body)
        var end = 0
        while let piece = pieces.next() {
            guard let base = body.baseAddress, let start = piece.baseAddress, !piece.isEmpty else { return "no piece" }
            let begin = start - base
            guard begin >= end, begin + piece.count <= body.count else { return "the piece at \(begin)" }
            guard body[end..<begin].allSatisfy(isSeparator) else { return "left out before \(begin)" }
            end = begin + piece.count
        }
        return body[end...].allSatisfy(isSeparator) ? nil : "left out behind \(end)"
    }

    @Test("are cut into pieces that hold everything but separators", arguments: FuzzBudget.seeds(20))
    func pieces(seed: UInt64) {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        for number in FuzzBudget(2_000, "pieces of bodies", sharedBy: 2) {
            let body = mutator.next()
            guard let flaw = body.withUnsafeBytes({ Self.flaw($0) }) else { continue }
            let text = String(decoding: body, as: UTF8.self).debugDescription
            Issue.record("seed \(seed), input \(number): \(flaw): \(text)")
            return
        }
    }

    @Test("are answered 200 or 400 by the door, and what it counts is in the log", arguments: FuzzBudget.seeds(8))
    func door(seed: UInt64) throws {
        var mutator = ByteMutator(corpus: Self.corpus, words: Self.words, seed: seed)
        let zstd = try ZstdCompressor(level: 1)
        var harness = try DoorHarness()
        defer { harness.close() }
        for number in FuzzBudget(150, "bodies for the door", sharedBy: 2) {
            // A log for each so many bodies: it is kept in memory.
            if number % 500 == 499 {
                try check(harness, seed, number)
                harness.close()
                harness = try DoorHarness()
            }
            let (body, encoding) = try Self.encode(mutator.next(), &mutator, zstd)
            let answer = try harness.post(body, headers: encoding.map { [("Content-Encoding", $0)] } ?? [])
            // A damaged frame may claim any size.
            guard [200, 400].contains(answer.status) || (encoding != nil && answer.status == 413) else {
                Issue.record("seed \(seed), input \(number): answered \(answer.status)")
                return
            }
        }
        try check(harness, seed, 0)
        // It still is a door.
        #expect(try harness.post(sampleAlert(99)).status == 200)
    }

    /// One in three bodies is compressed, one in three of those damaged.
    private static func encode(
        _ body: [UInt8],
        _ mutator: inout ByteMutator,
        _ zstd: ZstdCompressor
    ) throws -> (body: [UInt8], encoding: String?) {
        guard mutator.generator.oneIn(3) else { return (body, nil) }
        let isGzip = mutator.generator.oneIn(2)
        var encoded = isGzip ? GzipMember.of(body) : try zstd.compress(body)
        if mutator.generator.oneIn(3), !encoded.isEmpty {
            encoded[mutator.generator.below(encoded.count)] ^= 1 << UInt8(mutator.generator.below(8))
        }
        return (encoded, isGzip ? "gzip" : "zstd")
    }

    private func check(_ harness: DoorHarness, _ seed: UInt64, _ number: Int) throws {
        let counters = harness.counters
        #expect(counters.counts.isBalanced, "seed \(seed), before input \(number)")
        #expect(counters.appended == UInt64(harness.alerts.count), "seed \(seed), before input \(number)")
        #expect(counters.deadLettered == UInt64(try harness.letters().count), "seed \(seed), before input \(number)")
        #expect(harness.log.violations == [])
    }
}
