import EffectRuntime
import PipelineTestKit
import Testing

@Suite("When a notice is sent again")
struct RetryPolicyTests {
    private static let second: Int64 = 1_000_000_000

    @Test("Pauses are 5 s, 15 s, 45 s ... 6 h, give or take a quarter")
    func steps() {
        let policy = RetryPolicy()
        let steps: [Int64] = [5, 15, 45, 135, 405, 1215, 3645, 10_935, 21_600, 21_600]
        for (index, seconds) in steps.enumerated() {
            for key in ["a", "b", "c_7_soc"] {
                let pause = policy.pauseNanoseconds(key, attempt: index + 1)
                #expect(pause >= seconds * Self.second * 3 / 4 && pause <= seconds * Self.second * 5 / 4)
            }
        }
    }

    @Test("The pause is a function of key and attempt, and differs between keys")
    func jitter() {
        let policy = RetryPolicy()
        let pauses = (0..<100).map { policy.pauseNanoseconds("key \($0)", attempt: 3) }
        #expect(pauses == (0..<100).map { policy.pauseNanoseconds("key \($0)", attempt: 3) })
        #expect(Set(pauses).count == 100)
        let mean = pauses.reduce(0, +) / 100
        // 45 s is the middle; a hundred even numbers of a 22.5 s range lie within 3 s of it, five standard errors.
        #expect(abs(mean - 45 * Self.second) < 3 * Self.second, "\(mean)")
    }

    @Test("Three days are some twenty attempts")
    func attempts() {
        let policy = RetryPolicy()
        var time: Int64 = 0
        var attempts = 1
        while true {
            time += policy.pauseNanoseconds("k", attempt: attempts)
            guard time <= policy.giveUpAfterSeconds * Self.second else { break }
            attempts += 1
        }
        #expect((17...24).contains(attempts), "\(attempts)")
    }

    @Test("Numbers at the edge stay numbers")
    func edges() {
        let policy = RetryPolicy(
            firstPauseSeconds: .max / 4,
            growth: .max,
            longestPauseSeconds: .max,
            giveUpAfterSeconds: .max
        )
        for attempt in [0, 1, 2, 1000, Int.max] {
            #expect(policy.pauseNanoseconds("k", attempt: attempt) > 0)
        }
    }
}
