import ChaosKit
import Testing

@Suite("Schedules")
struct ScheduleTests {
    @Test(
        "the same seed and round make the same schedule, another seed another one",
        arguments: [1, 7, 4_242] as [UInt64]
    )
    func followsTheSeed(seed: UInt64) {
        for round in 0..<12 {
            #expect(Schedule(seed: seed, round: round) == Schedule(seed: seed, round: round))
            #expect(Schedule(seed: seed, round: round).steps != Schedule(seed: seed + 1, round: round).steps)
        }
    }

    @Test("each round scales to 4 and then to 2 workers", arguments: 0..<20)
    func scales(round: Int) throws {
        let steps = Schedule(seed: 3, round: round).steps
        let up = try #require(steps.firstIndex(of: .scale(to: 4)))
        let down = try #require(steps.firstIndex(of: .scale(to: 2)))
        #expect(up < down)
        // Before there are four, worker 1 is the only one that a fault can meet.
        for step in steps[..<up] {
            switch step {
            case .failpoint(let worker, _, _), .sleep(let worker, _, _): #expect(worker == 1)
            case .scale, .killBroker, .pauseBroker, .connections: break
            }
        }
    }

    @Test("twelve rounds in a row have every fault there is", arguments: [11, 12, 13] as [UInt64])
    func coversAll(seed: UInt64) {
        let steps = (0..<12).flatMap { Schedule(seed: seed, round: $0).steps }
        for name in Schedule.failpoints {
            #expect(steps.contains { if case .failpoint(_, name, _) = $0 { true } else { false } }, "\(name)")
        }
        #expect(steps.contains { if case .sleep(_, _, true) = $0 { true } else { false } })
        #expect(steps.contains { if case .sleep(_, _, false) = $0 { true } else { false } })
        #expect(steps.contains { if case .killBroker = $0 { true } else { false } })
        #expect(steps.contains { if case .pauseBroker = $0 { true } else { false } })
        #expect(steps.contains { if case .connections(.cut, _, _, _) = $0 { true } else { false } })
        #expect(steps.contains { if case .connections(.halfOpen, _, _, _) = $0 { true } else { false } })
        #expect(steps.contains { if case .connections(.lateRequests, _, _, _) = $0 { true } else { false } })
        #expect(steps.contains { if case .connections(.delay, _, _, _) = $0 { true } else { false } })
    }
}
