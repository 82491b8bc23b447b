import CKafka
import EventModel
import FeatureExtraction
import Foundation
import JSONText
import KafkaLog
import LogPort
import NodeAssembly
import StageKit
import StageRuntime

/// How long a worker takes from its start until 100,000 profiles are restored.
struct KafkaRestore {
    let run: BenchRun

    private static let profiles = 100_000
    /// 12,500 keys a partition stay below the stage's limit.
    private static let partitions: Int32 = 8
    private static let samples = 5_000
    private static let mixed = 5

    /// Figures: a worker with state, less one without, is what restoring takes.
    func measure(_ bootstrapServers: String) throws -> [Figure] {
        let place = try KafkaPlace(bootstrapServers: bootstrapServers, purpose: "restore", partitions: Self.partitions)
        defer { place.remove() }
        let empty = try startSeconds(place)
        let bytes = try fill(place)
        let full = try startSeconds(place)
        return [
            Figure("restore of 100,000 profiles", full - empty, "s", .below(5)),
            Figure("start of a worker with nothing to restore", empty, "s"),
            Figure("state of a profile", bytes, "bytes"),
        ]
    }

    private func startSeconds(_ place: KafkaPlace) throws -> Double {
        var times: [Double] = []
        for _ in 0..<3 {
            let worker = try KafkaWorkerProcess(place, stages: ["features"], intervalMilliseconds: 150)
            times.append(worker.startSeconds)
            worker.stop()
        }
        return times.median
    }

    /// Writes the states of generated profiles as the stage would, each of them under many keys.
    ///
    /// - Returns: Mean bytes of a state.
    private func fill(_ place: KafkaPlace) throws -> Double {
        let states = try makeStates()
        let producer = try place.log.makeProducer(id: "restore")
        defer { producer.close() }
        let topic = PipelineStages.features.wiring.changelog
        var bytes = 0
        for partition in 0..<Int(Self.partitions) {
            var builder = RecordBatchBuilder()
            for number in stride(from: partition, to: Self.profiles, by: Int(Self.partitions)) {
                let state = states[number % states.count]
                bytes += state.count
                let recency = "\(number + 1)/1772409600000000000"
                var headers: [UInt8] = []
                RecordHeaders.append(RecordHeaders.recency, Array(recency.utf8), to: &headers)
                builder.append(
                    key: "default/local/shop/workload-\(number)/app",
                    headers: headers,
                    value: state,
                    timestampMilliseconds: 1_772_409_600_000
                )
            }
            var transaction = LogTransaction()
            transaction.append(&builder, to: TopicPartition(topic, Int32(partition)))
            _ = try producer.commit(transaction)
        }
        run.progress("\(Self.profiles) states of \(bytes / Self.profiles) bytes are in the changelog")
        return Double(bytes) / Double(Self.profiles)
    }

    /// Encoded states of profiles with a handful of alerts each.
    private func makeStates() throws -> [[UInt8]] {
        let input = try StageInput(seed: 4_901, count: Self.samples)
        let stage = FeatureStage()
        let regime = stage.initialRegime()
        var states = [ProfileState?](repeating: nil, count: input.profileCount)
        var encoded: [[UInt8]] = []
        var writer = JSONWriter()
        for (index, alert) in input.alerts.enumerated() {
            // Several workloads in one state make it about as large as that of a busy profile.
            let profile = input.profiles[index] % Self.mixed
            _ = try stage.apply(alert, to: &states[profile], under: regime)
            writer.reset()
            states[profile]?.write(into: &writer)
            encoded.append(writer.bytes)
        }
        return encoded
    }
}
