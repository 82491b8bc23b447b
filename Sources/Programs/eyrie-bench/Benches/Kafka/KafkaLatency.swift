import EventModel
import Foundation
import KafkaLog
import LogPort

/// How long an alert is in its topic when its verdict is visible, at a steady rate, held against a bare commit.
///
/// Brokers stamp alerts on arrival, and verdicts inherit the time of their alert; so clocks of brokers and bench have to
/// be one.
struct KafkaLatency {
    let place: KafkaPlace
    let run: BenchRun

    private static let alertsPerMillisecond = 10
    /// A broker that has just begun compiles its code while it serves.
    private static let warmUpMilliseconds = 10_000
    /// Long enough that one pause of a broker is not the whole percentile: in ten seconds, 1 % is 100 ms of alerts.
    private static let measuredMilliseconds = 40_000

    /// The 99th percentile of a transaction of one record, in milliseconds.
    func bareCommit() throws -> Double {
        let producer = try place.log.makeProducer(id: "bare")
        defer { producer.close() }
        var milliseconds: [Double] = []
        for number in 0..<220 {
            var builder = RecordBatchBuilder()
            withUnsafeBytes(of: number) { bytes in
                builder.append(
                    key: bytes,
                    headers: UnsafeRawBufferPointer(start: nil, count: 0),
                    value: bytes,
                    timestampMilliseconds: LatencyBench.nowMilliseconds()
                )
            }
            guard let frames = builder.seal() else { continue }
            let append = LogTransaction.Append(TopicPartition(KafkaPlace.peerTopicName, 0), frames)
            let watch = Stopwatch()
            _ = try producer.commit(LogTransaction(appends: [append]))
            // The first ones open connections.
            if number >= 20 {
                milliseconds.append(watch.seconds * 1_000)
            }
        }
        return milliseconds.percentile(99)
    }

    /// Figures at one commit interval.
    func measure(intervalMilliseconds interval: Int, bareCommit: Double) throws -> [Figure] {
        try place.stampAlertsOnArrival()
        let worker = try KafkaWorkerProcess(
            place,
            stages: KafkaPipelineRun.stages,
            intervalMilliseconds: interval
        )
        defer { worker.stop() }
        let feeder = try KafkaAlertFeeder(
            place,
            startSeconds: Int(Date().timeIntervalSince1970),
            lingerMilliseconds: 5
        )
        let tail = VerdictTail(place, countedFrom: LatencyBench.nowMilliseconds() + Int64(Self.warmUpMilliseconds))
        try tail.start()
        let count = (Self.warmUpMilliseconds + Self.measuredMilliseconds) * Self.alertsPerMillisecond
        let watch = Stopwatch()
        var sent = 0
        while sent < count {
            let due = min(count, (Int(watch.seconds * 1_000) + 1) * Self.alertsPerMillisecond)
            if due > sent {
                try feeder.feed(due - sent, receivedMilliseconds: LatencyBench.nowMilliseconds())
                sent = due
            }
            usleep(500)
        }
        let rate = Double(count) / watch.seconds
        try KafkaProgress(place).waitUntilDecided(KafkaPipelineRun.hops)
        usleep(200_000)
        let ages = try tail.stop()
        guard ages.count >= Self.measuredMilliseconds * Self.alertsPerMillisecond / 2 else {
            throw BenchFailure("only \(ages.count) verdicts were seen")
        }
        let bound = Double(KafkaPipelineRun.hops.count) * (Double(interval) + 2 * bareCommit)
        run.progress("latency at \(interval) ms: \(ages.count) verdicts seen")
        return [
            Figure("alert to verdict at \(interval) ms, p99", ages.percentile(99), "ms", .below(bound)),
            Figure("alert to verdict at \(interval) ms, p50", ages.percentile(50), "ms"),
            Figure("rate at \(interval) ms", rate, "alerts/s", .atLeast(9_500)),
        ]
    }
}
