import LogPort
import PipelineTestKit
import Testing

@testable import FalcoBridge

@Suite("Search for records that the log refuses")
struct RefusalSearchTests {
    private static let refusal = LogError(.recordRefused, action: "committing", message: "too large", remedy: .stop)

    @Test("Whatever records are refused, each of them and nothing else is passed over, in few tries")
    func finds() throws {
        for seed in UInt64(1)...20 {
            var random = SeededGenerator(seed: seed)
            let count = Int.random(in: 1...3_000, using: &random)
            let refused = Set(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in Int.random(in: 0..<count, using: &random) }
            )
            var search = RefusalSearch()
            var place = 0
            var passed: Set<Int> = []
            var tries = 0
            while place < count {
                tries += 1
                let end = place + min(search.window, count - place)
                if case .passing = search.state {
                    passed.insert(place)
                    search.kept()
                    place = end
                } else if (place..<end).contains(where: refused.contains) {
                    try search.refused(end - place, Self.refusal, letterBytes: 0)
                } else {
                    search.kept()
                    place = end
                }
            }
            #expect(passed == refused, "seed \(seed)")
            #expect(tries <= 1 + 30 * (refused.count + 1), "seed \(seed): \(tries)")
        }
    }

    @Test("A dead letter that is refused is made shorter; when the shortest one is refused, everything waits")
    func shortens() throws {
        var search = RefusalSearch()
        try search.refused(1, Self.refusal, letterBytes: 0)
        #expect(search.state == .passing(Self.refusal, letterBytes: .max))
        try search.refused(1, Self.refusal, letterBytes: 80_000)
        #expect(search.state == .passing(Self.refusal, letterBytes: 10_000))
        try search.refused(1, Self.refusal, letterBytes: 10_000)
        try search.refused(1, Self.refusal, letterBytes: 1_250)
        #expect(search.state == .passing(Self.refusal, letterBytes: 1_024))
        let error = #expect(throws: LogError.self) {
            try search.refused(1, Self.refusal, letterBytes: 1_024)
        }
        #expect(error?.remedy == .retry && error?.code == .unavailable)
        #expect(search.window == 1)
    }
}
