import EventModel
import FeatureExtraction
import LogPort
import PipelineTestKit

/// Generated alerts in their envelopes, each in the partition of its profile.
struct FeatureAlerts: Sendable {
    let input: [StageInput]

    init(seed: UInt64, count: Int, partitions: Int32) {
        var dice = SeededGenerator(seed: seed)
        let day = AlertGenerator(seed: seed, shape: ClusterShape(workloads: 12, podsPerWorkload: 2)).quietDay(
            alerts: count
        )
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let reader = AlertReader()
        var profiles: [Profile] = []
        var input: [StageInput] = []
        for index in 0..<min(count, day.count) {
            let received = Array(day[index])
            guard let reading = try? received.withUnsafeBytes({ try reader.read($0) }) else { continue }
            let profile = naming.profile(of: reading.alert)
            if !profiles.contains(profile) {
                profiles.append(profile)
            }
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
            let partition = Int32((profiles.firstIndex(of: profile) ?? 0) % Int(partitions))
            let time = envelope.eventTime.milliseconds + Int64(dice.below(500))
            input.append(
                StageInput(partition: partition, key: profile.rawValue, envelope, receivedMilliseconds: time)
            )
        }
        self.input = input
    }
}
