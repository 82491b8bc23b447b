import PipelineTestKit
import Testing

// The reader of samples serves the poller alone; package access for its test would widen what others see.
@testable import FalcoBridge

@Suite("Prometheus samples")
struct PrometheusSampleTests {
    @Test("A line is a name, labels and a value")
    func samples() throws {
        let plain = try #require(PrometheusSample("falcosecurity_scap_n_drops_total 12"))
        #expect(plain.name == "falcosecurity_scap_n_drops_total")
        #expect(plain.labels.isEmpty)
        #expect(plain.count == 12)
        let labeled = try #require(
            PrometheusSample(#"info{file_name="a b.yaml",sha256="12\"\\\n",} 1.5e+03 1700000000000"#)
        )
        #expect(labeled.label("file_name") == "a b.yaml")
        #expect(labeled.label("sha256") == "12\"\\\n")
        #expect(labeled.label("other") == nil)
        // 1.5 times 10^3.
        #expect(labeled.count == 1500)
        #expect(PrometheusSample("a{} 0.9")?.count == 0)
    }

    @Test(
        "A line that is not a sample gives nil, and a value that is not a count gives nil",
        arguments: [
            "", " ", "# HELP a b", "a", "a{", "a{b", "a{b=c} 1", #"a{b="c 1"#, #"a{b="c" 1"#, " 5", "{a=\"b\"} 1",
            "a 1 2 3", #"a{b="\"#,
        ]
    )
    func none(line: String) {
        #expect(PrometheusSample(Substring(line)) == nil)
    }

    @Test("A value that is not a count has none", arguments: ["NaN", "+Inf", "-1", "x", "1e300", "9007199254740992"])
    func noCount(value: String) {
        #expect(PrometheusSample("a \(value)")?.count == nil)
    }

    @Test("Random lines are read or not, never more", arguments: 1...10)
    func random(seed: UInt64) {
        let pieces = ["a", "{", "}", "\"", "\\", "=", ",", " ", "1", "#", "b=\"c\"", "n", "e", "\u{1F985}"]
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            var line = ""
            for _ in 0..<12 {
                line += random.pick(pieces)
            }
            let sample = PrometheusSample(Substring(line))
            #expect(sample == nil || sample?.name.isEmpty == false, "seed \(seed): \(line)")
        }
    }
}
