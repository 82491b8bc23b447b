import CKafka
import Foundation

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

    /// The 99th percentile of a transaction of one record through librdkafka's C API and nothing else, in milliseconds.
    func bareCommit() throws -> Double {
        let producer = try PlainClient(
            RD_KAFKA_PRODUCER,
            [
                "bootstrap.servers": place.bootstrapServers, "transactional.id": place.prefix + "bare",
                "linger.ms": "0", "socket.nagle.disable": "true",
            ]
        )
        try PlainClient.check(rd_kafka_init_transactions(producer.handle, 30_000), "preparing the bare commit")
        let topic = try producer.topic(place.name(of: KafkaPlace.peerTopicName))
        var milliseconds: [Double] = []
        for number in 0..<220 {
            var value = number
            let watch = Stopwatch()
            try PlainClient.check(rd_kafka_begin_transaction(producer.handle), "beginning")
            let size = MemoryLayout<Int>.size
            guard rd_kafka_produce(topic, 0, RD_KAFKA_MSG_F_COPY, &value, size, nil, 0, nil) == 0 else {
                throw BenchFailure("producing: \(PlainClient.words(rd_kafka_last_error()))")
            }
            try PlainClient.check(rd_kafka_commit_transaction(producer.handle, -1), "committing")
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
