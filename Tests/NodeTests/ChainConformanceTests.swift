import AnomalyScoring
import Cryptography
import EventModel
import FeatureExtraction
import IncidentTracking
import JSONText
import LogPort
import NodeAssembly
import PipelineTestKit
import StageKit
import StageRuntime
import Testing

/// The stages of the pipeline as one chain write what each of them alone would write.
@Suite("Features, scoring and incidents as a chain")
struct ChainConformanceTests {
    /// Alerts of a small cluster with an intrusion over two partitions; late ones, models, thresholds and triage that
    /// can and cannot be taken, and broken records between.
    static func makeCase(seed: UInt64 = 11) throws -> ChainCase {
        let alerts = try envelopes(seed: seed)
        let model = try self.model(of: alerts)
        let nonsense = Array("EYRM, but no model".utf8)
        let contents = [
            Digest(SHA256.digest(of: model).bytes): model, Digest(SHA256.digest(of: nonsense).bytes): nonsense,
        ]
        var dice = SeededGenerator(seed: seed)
        var input: [StageInput] = []
        for (index, alert) in alerts.enumerated() {
            let time = alert.record.timestampMilliseconds
            switch index {
            case 25: input += everywhere(.activateModel(Digest(SHA256.digest(of: model).bytes)), index, time)
            case 40: input += everywhere(.setThreshold(Milli(thousandths: 200)), index, time)
            case 55: input += everywhere(.activateModel(Digest(SHA256.digest(of: nonsense).bytes)), index, time)
            case 70: input.append(try triage(alert, index))
            case 80: input.append(StageInput(partition: alert.partition, record: LogRecord("x", "{\"spec", at: time)))
            default: break
            }
            input.append(alert)
            if dice.oneIn(9), input.count > 2 {
                input.swapAt(input.count - 1, input.count - 2)
            }
        }
        return ChainCase(input: input, partitions: 2, contents: contents) { stages() }
    }

    private static let subject = Result { try makeCase() }

    private static func stages() -> [any StageBinding] {
        let day: Int64 = 86_400_000_000_000
        return [
            BoundStage(
                stage: FeatureStage(),
                wiring: PipelineStages.features.wiring,
                limits: StateLimits(maxKeys: 5, maxAgeNanoseconds: day)
            ),
            BoundStage(
                stage: ScoringStage(settings: ScoringSettings(neededVectors: 5, threshold: 750, explainedFrom: 250)),
                wiring: PipelineStages.scoring.wiring,
                limits: StateLimits(maxKeys: 4, maxAgeNanoseconds: day)
            ),
            BoundStage(
                stage: IncidentStage(),
                wiring: PipelineStages.incidents.wiring,
                limits: StateLimits(maxKeys: 3, maxAgeNanoseconds: day / 12)
            ),
        ]
    }

    private static func envelopes(seed: UInt64) throws -> [StageInput] {
        let generator = AlertGenerator(seed: seed, shape: ClusterShape(workloads: 4, podsPerWorkload: 2))
        let day = generator.quietDay(alerts: 100)
        let intrusion = generator.intrusion(at: generator.nanoseconds + 40_000_000_000_000).alerts
        var received = (0..<day.count).map { Array(day[$0]) }
        received.insert(contentsOf: (0..<intrusion.count).map { Array(intrusion[$0]) }, at: 60)
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let reader = AlertReader()
        return try received.map { bytes in
            let reading = try bytes.withUnsafeBytes { try reader.read($0) }
            let profile = naming.profile(of: reading.alert)
            let envelope = AlertEnvelope(
                header: AlertEnvelope.Header(
                    digest: Digest(SHA256.digest(of: bytes).bytes),
                    profile: profile,
                    entity: naming.entity(of: reading.alert),
                    tenant: "default",
                    cluster: "local",
                    door: "test",
                    sender: "test"
                ),
                reading: reading,
                received: bytes
            )
            return StageInput(
                partition: Partitioner.partition(of: profile, count: 2),
                key: profile.rawValue,
                envelope,
                receivedMilliseconds: envelope.eventTime.milliseconds + 200
            )
        }
    }

    private static func model(of alerts: [StageInput]) throws -> [UInt8] {
        let subject = ChainCase(input: alerts, partitions: 2) { Array(stages().prefix(1)) }
        let list = FeatureList.falco1
        var training = ModelTraining(features: list.version, featureNames: list.names, seed: 3)
        let parser = JSONParser()
        for record in try verifyChain(.again, of: subject)[PipelineStages.features.wiring.output] {
            if let value = record.value {
                training.offer(try parser.decode(Vector.self, from: value))
            }
        }
        var settings = ForestSettings.standard
        settings.treeCount = 10
        settings.sampleSize = 32
        return try training.finish(settings: settings, source: [], createdBy: "test", note: "", parent: nil).encoded
    }

    private static func everywhere(_ action: Control.Action, _ number: Int, _ time: Int64) -> [StageInput] {
        [Int32(0), 1].map { partition in
            let control = Control(
                id: EventID(high: 9, low: UInt64(number)),
                at: Timestamp(milliseconds: time),
                by: "test",
                action: action
            )
            return StageInput(partition: partition, key: control.recordKey, control, receivedMilliseconds: time)
        }
    }

    private static func triage(_ alert: StageInput, _ number: Int) throws -> StageInput {
        let profile = Profile(String(decoding: alert.record.key, as: UTF8.self))
        let control = Control(
            id: EventID(high: 10, low: UInt64(number)),
            at: Timestamp(milliseconds: alert.record.timestampMilliseconds),
            by: "cli:a",
            action: .triage(
                incident: IncidentID("ffffffffffffffffffffffffffffffff"),
                profile: profile,
                .confirmed,
                note: "there is no such incident"
            )
        )
        return StageInput(
            partition: alert.partition,
            key: control.recordKey,
            control,
            receivedMilliseconds: alert.record.timestampMilliseconds
        )
    }

    @Test("the chain writes the bytes that its stages write, whatever interrupts it", arguments: StageCheck.allCases)
    func conforms(check: StageCheck) throws {
        try verifyChain(check, of: try Self.subject.get())
    }

    @Test("the case has verdicts with a score, incidents, and dead letters of each stage")
    func teeth() throws {
        let outcome = try verifyChain(.again, of: try Self.subject.get())
        func texts(_ topic: String) -> [String] {
            outcome[topic].map { String(decoding: $0.value ?? [], as: UTF8.self) }
        }
        #expect(texts(Topics.verdicts.name).contains { $0.contains("\"state\":\"scored\"") })
        #expect(texts(Topics.incidents.name).contains { $0.hasPrefix("{\"incident\":\"opened\"") })
        let letters = texts(Topics.deadLetters.name)
        for stage in ["features", "scoring", "incidents"] {
            #expect(letters.contains { $0.contains("\"stage\":\"\(stage)\"") }, "\(stage)")
        }
    }
}
