import EventModel
import Foundation
import LogPort
import PipelineTestKit
import StageKit
import Testing

@testable import FeatureExtraction

@Suite("Feature stage, run in every way")
struct FeatureConformanceTests {
    /// About 80 alerts of a small cluster over two partitions, late ones, hours of silence, controls, broken records.
    static func makeCase(seed: UInt64 = 5) throws -> StageCase<FeatureStage> {
        var dice = SeededGenerator(seed: seed)
        let day = AlertGenerator(seed: seed, shape: ClusterShape(workloads: 4, podsPerWorkload: 2)).quietDay(
            alerts: 120
        )
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let reader = AlertReader()
        var input: [StageInput] = []
        var waiting: StageInput?
        var profiles: [Profile] = []
        for index in 0..<day.count {
            let received = Array(day[index])
            let reading = try received.withUnsafeBytes { try reader.read($0) }
            let profile = naming.profile(of: reading.alert)
            let envelope = AlertEnvelope(
                header: AlertEnvelope.Header(
                    digest: Digest((0..<32).map { UInt8(truncatingIfNeeded: index &* 7 &+ $0) }),
                    profile: profile,
                    entity: naming.entity(of: reading.alert),
                    tenant: "default",
                    cluster: "local",
                    door: "test",
                    sender: "test"
                ),
                reading: reading,
                received: received
            )
            if !profiles.contains(profile) { profiles.append(profile) }
            let partition = Int32((profiles.firstIndex(of: profile) ?? 0) % 2)
            let time = envelope.eventTime.milliseconds + Int64(dice.below(500))
            let key = index == 40 ? "another key" : profile.rawValue
            let next = StageInput(partition: partition, key: key, envelope, receivedMilliseconds: time)
            if index % 30 == 20 {
                input += [0, 1].map { control(partition: $0, number: index, time: time) }
            }
            if index == 60 {
                let broken = LogRecord("default/x", "{\"specversion\":", at: time)
                input.append(StageInput(partition: partition, record: broken))
            }
            // Now and then an alert comes after the next one.
            if let late = waiting {
                input += [next, late]
                waiting = nil
            } else if index < day.count - 1, dice.below(8) == 0 {
                waiting = next
            } else {
                input.append(next)
            }
        }
        return StageCase(
            input: input,
            partitions: 2,
            limits: StateLimits(maxKeys: 4, maxAgeNanoseconds: 6 * 3_600_000_000_000)
        ) {
            FeatureStage()
        }
    }

    private static func control(partition: Int32, number: Int, time: Int64) -> StageInput {
        let control = Control(
            id: EventID(high: 9, low: UInt64(number)),
            at: Timestamp(milliseconds: time),
            by: "test",
            action: .setThreshold(Milli(thousandths: 800))
        )
        return StageInput(partition: partition, key: control.recordKey, control, receivedMilliseconds: time)
    }

    @Test("every way of running gives the same bytes", arguments: StageCheck.allCases)
    func conformance(check: StageCheck) throws {
        let subject = try Self.makeCase()
        let outcome = try verifyStage(check, of: subject)
        // The alert under another key and the broken record are dead letters; all others have a vector, controls
        // themselves.
        #expect(outcome.deadLetters.count == 2)
        #expect(outcome.outputs.count == subject.input.count - 2)
    }

    @Test("another process gives the same bytes")
    func anotherProcess() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print(try stageDigest(of: FeatureConformanceTests.makeCase()))
        }
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        #expect(text.contains(try stageDigest(of: Self.makeCase())))
    }
}
