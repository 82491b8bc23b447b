import EventModel
import Foundation
import JSONText
import LogPort
import PipelineTestKit
import StageKit
import Testing

@Suite("verifyStage")
struct VerifyStageTests {
    private static let start: Int64 = 1_772_409_600_000

    /// 150 records over three partitions: seven keys, thresholds, triage, rejects, broken bytes, gaps in time.
    static func makeCase(_ flaw: TallyStage.Flaw? = nil, seed: UInt64 = 11) -> StageCase<TallyStage> {
        var generator = SeededGenerator(seed: seed)
        var input: [StageInput] = []
        var time = start
        for number in 0..<150 {
            let partition = Int32(number % 3)
            time += Int64(generator.below(4_000))
            let key = "p\(partition)/key-\(generator.below(7))"
            let at = Timestamp(nanoseconds: time * 1_000_000)
            switch generator.below(20) {
            case 0:
                input.append(threshold(Milli(thousandths: Int32(generator.below(40))), at: at, partition, number, time))
            case 1:
                input.append(triage(of: key, at: at, partition, number, time))
            case 2:
                let broken = LogRecord(key: Array(key.utf8), value: Array("{\"no".utf8), timestampMilliseconds: time)
                input.append(StageInput(partition: partition, record: broken))
            case 3:
                // After a while what was not touched for ten minutes is over.
                time += number < 90 ? 400_000 : 0
                input.append(sample(key, 1, partition, time))
            default:
                // Late and early event times, and amounts that are rejected (negative) or end the key (13).
                let drift = Int64(generator.within(-5_000...2_000))
                input.append(sample(key, Int64(generator.within(-4...16)), partition, time, drift))
            }
        }
        return StageCase(
            input: input,
            partitions: 3,
            limits: StateLimits(maxKeys: 5, maxAgeNanoseconds: 600_000_000_000)
        ) {
            TallyStage(flaw: flaw)
        }
    }

    private static func sample(
        _ key: String,
        _ amount: Int64,
        _ partition: Int32,
        _ time: Int64,
        _ drift: Int64 = 0
    ) -> StageInput {
        let eventTime = Timestamp(nanoseconds: (time + drift) * 1_000_000)
        let payload = Sample(eventTime: eventTime, amount: amount)
        return StageInput(partition: partition, key: key, payload, receivedMilliseconds: time)
    }

    private static func threshold(
        _ limit: Milli,
        at: Timestamp,
        _ partition: Int32,
        _ number: Int,
        _ time: Int64
    ) -> StageInput {
        let control = Control(id: id(number), at: at, by: "test", action: .setThreshold(limit))
        return StageInput(partition: partition, key: control.recordKey, control, receivedMilliseconds: time)
    }

    private static func triage(
        of key: String,
        at: Timestamp,
        _ partition: Int32,
        _ number: Int,
        _ time: Int64
    ) -> StageInput {
        let action = Control.Action.triage(
            incident: IncidentID("0123456789abcdef0123456789abcdef"),
            profile: Profile(key),
            .closed,
            note: ""
        )
        let control = Control(id: id(number), at: at, by: "test", action: action)
        return StageInput(partition: partition, key: control.recordKey, control, receivedMilliseconds: time)
    }

    private static func id(_ number: Int) -> EventID {
        EventID(high: 0, low: UInt64(number))
    }

    @Test("passes a good stage, however it is run", arguments: StageCheck.allCases, [1, 2] as [UInt64])
    func good(_ check: StageCheck, seed: UInt64) throws {
        let outcome = try verifyStage(check, of: Self.makeCase(seed: seed), seed: seed)
        // The case has everything in it: outputs, forwarded controls, rejects, expiries, states of three partitions.
        let texts = outcome.outputs.map { String(decoding: $0.value ?? [], as: UTF8.self) }
        #expect(texts.contains { $0.contains("ends with") } && texts.contains { $0.contains("forgets") })
        #expect(texts.contains { $0.hasPrefix("{\"control\":\"threshold-set\"") })
        #expect(outcome.deadLetters.count > 5)
        #expect(outcome.states.count > 6)
        #expect(Set(outcome.states.map(\.key)).contains(Array("eyrie.partition".utf8)))
    }

    /// Which checks have to notice a flaw; others may notice it too.
    static func checks(against flaw: TallyStage.Flaw) -> [StageCheck] {
        switch flaw {
        case .readsClock, .drawsRandomNumbers, .iteratesOverADictionary, .keepsStateOfTheProcess: [.again]
        case .keepsStateOfItsOwn: [.crashAtEveryCall, .restored, .rebalance]
        case .changesStateBeforeRejecting: [.singleRecords, .crashAtEveryCall, .faultAtEveryCall, .restored]
        case .losesStateInItsCodec: [.crashAtEveryCall, .faultAtEveryCall, .rebalance, .expelled, .restored]
        }
    }

    @Test("catches a stage that is not a function of its records", arguments: TallyStage.Flaw.allCases)
    func planted(_ flaw: TallyStage.Flaw) {
        for check in Self.checks(against: flaw) {
            #expect(throws: StageBroken.self, "\(check) does not notice that a stage \(flaw)") {
                try verifyStage(check, of: Self.makeCase(flaw))
            }
        }
    }

    @Test("says that a case is too short instead of passing it", arguments: [StageCheck.restored, .crashAtEveryCall])
    func tooShort(_ check: StageCheck) {
        let one = Self.makeCase().input.prefix(1)
        let short = StageCase(
            input: Array(one),
            partitions: 3,
            limits: StateLimits(maxKeys: 5, maxAgeNanoseconds: 1)
        ) {
            TallyStage()
        }
        #expect(throws: StageBroken.self) { try verifyStage(check, of: short) }
    }

    @Test("a good stage has the same digest in another process, with other hash seeds")
    func otherProcess() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print(try stageDigest(of: VerifyStageTests.makeCase()))
        }
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        #expect(text.contains(try stageDigest(of: Self.makeCase())))
    }

    @Test("a stage that iterates over a dictionary has another digest in another process")
    func otherProcessPlanted() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print(try stageDigest(of: VerifyStageTests.makeCase(.iteratesOverADictionary)))
        }
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        #expect(!text.contains(try stageDigest(of: Self.makeCase(.iteratesOverADictionary))))
    }
}
