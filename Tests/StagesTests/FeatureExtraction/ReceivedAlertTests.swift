import EventModel
import JSONText
import PipelineTestKit
import StageKit
import Testing

@testable import FeatureExtraction

/// Features read fewer fields than an alert has; nothing may be decided by one of the others.
@Suite("Alerts as features read them")
struct ReceivedAlertTests {
    /// What a field may hold, so that every branch of features is met.
    private static let texts = [
        "bash", "curl", "34816", "true", "EXE_WRITABLE|EXE_UPPER_LAYER", "/etc/shadow", "10.0.0.5:41000->1.2.3.4:443",
        "root", "nginx", "1.27", "host", "<NA>", "-1", "0", "\"quoted\"", "é",
    ]

    private func record(_ alert: ReceivedAlert, _ envelope: AlertEnvelope) -> Record<ReceivedAlert> {
        let context = RecordContext(
            key: Key(envelope.profile.rawValue),
            receivedAt: envelope.eventTime,
            streamTime: envelope.eventTime
        )
        return Record(context: context, payload: alert)
    }

    @Test(
        "give the vectors of the whole envelope, whatever fields there are",
        arguments: 1...10 as ClosedRange<UInt64>
    )
    func sameVectors(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stage = FeatureStage()
        let parser = JSONParser()
        var (lean, whole): (ProfileState?, ProfileState?) = (nil, nil)
        for number in 0..<100 {
            var fields: [(String, String)] = []
            for field in AlertField.allCases.dropFirst(AlertField.topLevelCount) where random.oneIn(2) {
                let text = random.pick(Self.texts).replacing("\"", with: "\\\"")
                fields.append(("\(field.name)", text))
            }
            let made = try envelope(
                at: Double(number),
                rule: random.pick(["Terminal shell in container", "Sensitive file", "Contact the API server"]),
                tags: random.oneIn(2) ? ["mitre_execution", "shell"] : [],
                fields: fields
            )
            let read = try parser.decode(ReceivedAlert.self, from: made.encoded)
            let one = try stage.apply(record(read, made), to: &lean, under: stage.initialRegime())
            let other = try stage.apply(
                record(ReceivedAlert(made), made),
                to: &whole,
                under: stage.initialRegime()
            )
            #expect(one == other && lean == whole, "seed \(seed), alert \(number)")
        }
    }
}
