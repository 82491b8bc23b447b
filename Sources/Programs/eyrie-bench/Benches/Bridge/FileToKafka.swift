import EventModel
import Foundation
import KafkaLog
import LogPort

/// `eyrie import` of a file to a cluster beside `kcat -P` and rsyslog with omkafka, which write the same lines.
///
/// Each takes its turn, with its own topic of as many partitions, and its lines are counted in the cluster. The peers
/// write bare lines; `eyrie import` writes keys, ids and envelopes, in transactions with its place in the file.
struct FileToKafka {
    private let plan: BridgePlan

    init(_ plan: BridgePlan) {
        self.plan = plan
    }

    /// What each run of one program took.
    private struct Series {
        var rates: [Double] = []
        var costs: [Double] = []

        mutating func add(_ count: Int, seconds: Double, processorSeconds: Double) {
            rates.append(Double(count) / seconds)
            costs.append(processorSeconds / Double(count) * 1e6)
        }

        var lastText: String {
            "\(NumberText.short(rates.last ?? 0))/s, \(NumberText.short(costs.last ?? 0)) us a line"
        }
    }

    private struct Takings {
        var own = Series()
        var kcat = Series()
        var rsyslog = Series()
        /// Largest resident memory of `eyrie import`, in MiB.
        var peak = 0.0
        /// Alerts that are missing, doubled, or have no key.
        var wrong = 0
    }

    func measure() throws -> BenchResult {
        guard let servers = plan.servers else {
            return plan.skip(.fileKafka, "no cluster is named; use --kafka HOST:PORT")
        }
        let kcat = plan.peer("kcat", package: "kcat")
        let rsyslog = plan.peer("rsyslogd", package: "rsyslog and rsyslog-kafka")
        let folder = try TemporaryFolder("bridge-kafka")
        defer { folder.remove() }
        let file = try AlertFile(path: "\(folder.path)/alerts.jsonl", count: plan.run.records, seed: 6_101)
        plan.progress("a file of \(file.count) alerts and \(file.byteCount >> 20) MiB is there")
        var takings = Takings()
        try warmUp(servers, file)
        for number in 1...plan.repeats {
            let place = try KafkaPlace(bootstrapServers: servers, purpose: "bridge")
            defer { place.remove() }
            // Another one begins each time: the brokers are busy with what they got for a while.
            for turn in 0..<3 {
                switch (turn + number) % 3 {
                case 0:
                    guard let kcat else { continue }
                    try runKcat(kcat, file, place, &takings.kcat)
                    plan.progress("file-kafka \(number) of \(plan.repeats), kcat: \(takings.kcat.lastText)")
                case 1:
                    try runOwn(file, place, &takings)
                    plan.progress("file-kafka \(number) of \(plan.repeats), eyrie: \(takings.own.lastText)")
                default:
                    guard let rsyslog else { continue }
                    let run = try RsyslogRun(program: rsyslog, file: file, place: place).run()
                    takings.rsyslog.add(file.count, seconds: run.seconds, processorSeconds: run.processorSeconds)
                    plan.progress("file-kafka \(number) of \(plan.repeats), rsyslog: \(takings.rsyslog.lastText)")
                }
            }
        }
        return result(takings)
    }

    /// Brokers that have just started, and a file that nobody has read, are slower; the first run does not count.
    private func warmUp(_ servers: String, _ file: AlertFile) throws {
        let place = try KafkaPlace(bootstrapServers: servers, purpose: "bridge")
        defer { place.remove() }
        _ = try importFile(file, place)
    }

    private func runOwn(_ file: AlertFile, _ place: KafkaPlace, _ takings: inout Takings) throws {
        let run = try importFile(file, place)
        takings.own.add(file.count, seconds: run.seconds, processorSeconds: run.processorSeconds)
        takings.peak = max(takings.peak, run.peakMebibytes)
        let census = try AlertCensus.of(place.log)
        takings.wrong += abs(file.count - census.alerts) + census.repeated + census.keyless
    }

    private func result(_ takings: Takings) -> BenchResult {
        let rate = takings.own.rates.median
        var result = BenchResult(figures: [Figure("file-kafka: alerts in the cluster", rate, "alerts/s")])
        if !takings.kcat.rates.isEmpty {
            let peer = takings.kcat.rates.median
            result.figures.append(Figure("file-kafka: of kcat -P", rate / peer, "times", .atLeast(0.8)))
            result.peers += [
                Peer("kcat -P", peer, "lines/s"), Peer("kcat -P, processor", takings.kcat.costs.median, "us a line"),
            ]
        }
        if !takings.rsyslog.rates.isEmpty {
            let peer = takings.rsyslog.rates.median
            result.figures.append(Figure("file-kafka: of rsyslog, omkafka", rate / peer, "times", .atLeast(3)))
            result.peers += [
                Peer("rsyslog, omkafka", peer, "lines/s"),
                Peer("rsyslog, processor", takings.rsyslog.costs.median, "us a line"),
            ]
        }
        result.figures += [
            Figure("file-kafka: processor an alert", takings.own.costs.median, "us"),
            Figure("file-kafka: resident memory, largest", takings.peak, "MiB", .below(BridgeLoads.memoryMebibytes)),
            Figure("file-kafka: missing, doubled or no key", Double(takings.wrong), "alerts", .exactly(0)),
        ]
        return result
    }

    private func importFile(_ file: AlertFile, _ place: KafkaPlace) throws -> MeasuredRun {
        let folder = try TemporaryFolder("bridge-import")
        defer { folder.remove() }
        let run = try MeasuredRun.run(
            plan.program,
            [
                "import", file.path, "--folder", folder.path, "--log", "kafka://\(place.bootstrapServers)", "--set",
                "kafka.prefix=\(place.prefix)",
            ]
        )
        guard run.code == 0 else { throw BenchFailure("`eyrie import` ended with \(run.code): \(run.text)") }
        return run
    }

    /// kcat as it is by default: each line a message, acknowledged by the brokers.
    private func runKcat(_ kcat: String, _ file: AlertFile, _ place: KafkaPlace, _ series: inout Series) throws {
        let before = try place.peerCount()
        let topic = place.name(of: KafkaPlace.peerTopicName)
        let run = try MeasuredRun.run(kcat, ["-P", "-b", place.bootstrapServers, "-t", topic, "-l", file.path])
        let count = Int(try place.peerCount() - before)
        guard run.code == 0, count == file.count else {
            throw BenchFailure("kcat ended with \(run.code), and \(count) of \(file.count) lines are in the cluster")
        }
        series.add(file.count, seconds: run.seconds, processorSeconds: run.processorSeconds)
    }
}

extension KafkaPlace {
    /// Records of the peers' topic, which nobody writes in transactions.
    func peerCount() throws -> Int64 {
        try count(of: Self.peerTopicName)
    }

    /// Records of the alerts' topic, with a marker per partition and transaction.
    func alertCount() throws -> Int64 {
        try count(of: Topics.alerts.name)
    }

    private func count(of topic: String) throws -> Int64 {
        try (0..<partitions).reduce(0) { sum, partition in
            sum + (try log.resolve(.latest, in: TopicPartition(topic, partition)))
        }
    }
}
