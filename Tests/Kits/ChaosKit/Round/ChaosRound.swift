import EventModel
import Foundation
import HTTPRequests
import KafkaLog
import Lifecycle
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import StageRuntime

/// One round: alerts flow through real processes while its schedule disturbs them, then everything is checked.
///
/// The processes reach the cluster through the proxy; what reads back and samples goes to the brokers directly.
package final class ChaosRound {
    private let settings: RoundSettings
    private let schedule: Schedule
    private let prefix: String
    private let log: KafkaLog
    private let proxy: FaultProxy
    private let fleet: Fleet
    private let program: EyrieProgram
    private var report: RoundReport
    private let clock = ContinuousClock()

    /// Prepares a round with topics and its own folder.
    ///
    /// - Throws: ``ChaosFault`` or `LogError` when the cluster cannot be used.
    package init(_ settings: RoundSettings, _ schedule: Schedule) throws {
        self.settings = settings
        self.schedule = schedule
        let stamp = UInt64(Date().timeIntervalSince1970) % 1_000_000
        prefix = "chaos\(stamp)-\(schedule.round)."
        report = RoundReport(schedule)
        report.folder = "\(settings.folder)/round-\(schedule.round)"
        try FileManager.default.createDirectory(atPath: report.folder, withIntermediateDirectories: true)
        var own = KafkaLogSettings(bootstrapServers: settings.cluster.bootstrapServers)
        own.prefix = prefix
        log = try KafkaLog(own)
        proxy = try FaultProxy(brokers: settings.cluster.ports)
        program = EyrieProgram(
            program: settings.program,
            bootstrapServers: proxy.bootstrapServers,
            prefix: prefix,
            folder: report.folder
        )
        fleet = Fleet(program: program)
    }

    /// Runs the round.
    ///
    /// - Throws: ``ChaosFault`` or `LogError` when it cannot be run to its end; that is not a violation, and no
    ///   success.
    package func run() throws -> RoundReport {
        let started = clock.now
        defer {
            fleet.killAll()
            proxy.stop()
            log.close()
        }
        try log.create(PipelineTopics.settings(partitions: settings.partitions))
        try proxy.start()
        let (bridge, port) = try program.bridge()
        defer {
            bridge.process.send(SIGKILL)
            _ = bridge.process.waitForEnd(within: .seconds(5))
        }
        try fleet.start(1)
        try waitUntilReady(bridge)
        if let first = fleet[1] {
            try waitUntilReady(first)
        }
        let feed = AlertFeed(
            seed: schedule.seed &+ UInt64(schedule.round),
            alerts: 40_000,
            perSecond: settings.alertsPerSecond,
            port: port
        )
        let model = try ModelSwitch(log: log, seed: schedule.seed)
        let digest = try model.store()
        let sampler = OffsetSampler(log: log, partitions: settings.partitions)
        try sampler.start()
        try feed.start()
        Thread.sleep(forTimeInterval: 2)
        for (index, step) in schedule.steps.enumerated() {
            if index == schedule.steps.count / 2 {
                try model.activate(digest)
            }
            let before = feed.count
            let began = clock.now
            try strike(step)
            let took = began.duration(to: clock.now) / .seconds(1)
            report.struck.append("\(step) (\(String(format: "%.1f", took)) s, \(feed.count - before) alerts)")
            readMetrics()
            report.finding.add(try fleet.replaceEnded())
        }
        proxy.heal()
        Thread.sleep(forTimeInterval: 2)
        let sent = feed.finish()
        report.slowestSeconds = feed.slowestSeconds
        try drain()
        readMetrics()
        for number in fleet.numbers {
            report.finding.add([fleet.stop(number, isDisturbed: false)].compactMap { $0 })
        }
        stop(bridge)
        let samples = sampler.finish()
        try conclude(sent, samples)
        report.seconds = started.duration(to: clock.now) / .seconds(1)
        return report
    }

    /// Removes the round's topics from the cluster, so that many rounds fit into it.
    ///
    /// - Throws: ``ChaosFault`` when the cluster's own tool fails.
    package func removeTopics() throws(ChaosFault) {
        let pattern = prefix.replacing(".", with: "\\.") + ".*"
        try settings.cluster.run(["topics", "--delete", "--topic", pattern])
    }

    // MARK: Faults

    private func strike(_ step: Step) throws {
        switch step {
        case .scale(let count): try scale(to: count)
        case .failpoint(let worker, let name, let count): try strikeFailpoint(step, worker, "\(name):\(count)")
        case .sleep(let worker, let seconds, let hasTwin): try strikeSleep(step, worker, seconds, hasTwin)
        case .killBroker(let node, let seconds):
            try settings.cluster.run(["kill", "\(node)"])
            Thread.sleep(forTimeInterval: Double(seconds))
            try settings.cluster.start()
        case .pauseBroker(let node, let seconds):
            try settings.cluster.run(["pause", "\(node)"])
            let isPaused = try settings.cluster.isPaused(node)
            Thread.sleep(forTimeInterval: Double(seconds))
            try settings.cluster.run(["resume", "\(node)"])
            if !isPaused {
                report.missed.append("\(step): the node ran on")
            }
        case .connections(let fault, let share, let seconds, let seed):
            let before = proxy.counts
            proxy.strike(fault, oneIn: share, seed: seed)
            Thread.sleep(forTimeInterval: Double(seconds))
            proxy.heal()
            let after = proxy.counts
            let struck = after.cut + after.delayed + after.halfOpened
            if struck == before.cut + before.delayed + before.halfOpened {
                report.missed.append("\(step): there was no connection")
            }
        }
    }

    private func scale(to count: Int) throws {
        for number in 1...4 where number <= count && fleet[number] == nil {
            try fleet.start(number)
        }
        for number in fleet.numbers where number > count {
            report.finding.add([fleet.stop(number, isDisturbed: true)].compactMap { $0 })
        }
        Thread.sleep(forTimeInterval: 2)
    }

    /// Kills a worker, starts it armed, sees it die of its own hand, and starts it whole.
    private func strikeFailpoint(_ step: Step, _ worker: Int, _ failpoint: String) throws {
        fleet[worker]?.process.send(SIGKILL)
        _ = fleet[worker]?.process.waitForEnd(within: .seconds(5))
        report.kills += 1
        let armed = try fleet.start(worker, failpoint: failpoint)
        let ending = armed.process.waitForEnd(within: .seconds(60))
        if ending == .signal(SIGKILL) {
            report.kills += 1
        } else {
            let said = armed.process.lastLines(3)
            report.missed.append("\(step): the worker \(ending.map { "\($0)" } ?? "lived on"): \(said)")
            armed.process.send(SIGKILL)
            _ = armed.process.waitForEnd(within: .seconds(5))
        }
        try fleet.start(worker)
    }

    /// Stops a worker past its time-outs and wakes it: it must find that its partitions are others'.
    private func strikeSleep(_ step: Step, _ worker: Int, _ seconds: Int, _ hasTwin: Bool) throws {
        guard let sleeper = fleet[worker] else {
            report.missed.append("\(step): there is no such worker")
            return
        }
        let client = RunningService.impatientClient()
        // It has to have names and partitions to lose, in every stage: one that is still starting would take its names
        // when it wakes, and rightly so.
        Patience.wait(within: .seconds(60)) { sleeper.isReady(client) || !sleeper.process.isRunning }
        let before = Self.losses(sleeper.readMetrics(client))
        sleeper.process.send(SIGSTOP)
        Patience.wait(within: .seconds(2)) { sleeper.process.isStopped }
        Thread.sleep(forTimeInterval: Double(seconds) / 2)
        if hasTwin {
            // It has joined before the zombie wakes, as a supervisor's replacement has.
            let twin = try fleet.startTwin(worker)
            Patience.wait(within: .seconds(60)) { twin.isReady(client) || !twin.process.isRunning }
        }
        Thread.sleep(forTimeInterval: Double(seconds) / 2)
        let wasStopped = sleeper.process.isStopped
        sleeper.process.send(SIGCONT)
        if !wasStopped {
            report.missed.append("\(step): the worker was not stopped all the time")
        }
        if hasTwin {
            // The twin has its name: the zombie exits with code 3.
            let ending = sleeper.process.waitForEnd(within: .seconds(40))
            if ending == nil || ending == .code(0) {
                let end = ending.map { "\($0)" } ?? "still runs"
                report.finding.add(.zombieFenced, "\(sleeper.process.name) \(end) although a twin has its name")
                sleeper.process.send(SIGKILL)
            } else {
                report.fenced += 1
            }
            return
        }
        let isFound = Patience.wait(within: .seconds(40)) {
            Self.losses(sleeper.readMetrics(client)) > before || !sleeper.process.isRunning
        }
        if !isFound {
            report.finding.add(.zombieFenced, "\(sleeper.process.name) goes on as if it had not slept")
        }
    }

    private static let rebalances = "eyrie_kafka_rebalances_total"

    /// What says that a member has lost what it had: the loss, the fencing, or that it was given partitions again.
    private static func losses(_ metrics: [String: Double]) -> Double {
        ["eyrie_kafka_lost_total", "eyrie_kafka_fenced_total", rebalances].reduce(0) { $0 + (metrics[$1] ?? 0) }
    }

    // MARK: The end of a round

    private func readMetrics() {
        let client = RunningService.impatientClient()
        for service in fleet.all {
            service.readMetrics(client)
        }
    }

    /// Waits until no group has anything left to read.
    private func drain() throws {
        let deadline = clock.now + .seconds(settings.drainSeconds)
        while true {
            let left = try undecided()
            if left.isEmpty {
                return
            }
            report.finding.add(try fleet.replaceEnded())
            guard clock.now < deadline else {
                report.finding.add(.allDecided, left.joined(separator: ", "))
                return
            }
            Thread.sleep(forTimeInterval: 0.5)
        }
    }

    private func undecided() throws -> [String] {
        var left: [String] = []
        for stage in Parts.all.stages {
            for number in 0..<settings.partitions {
                let place = TopicPartition(stage.wiring.input, number)
                do throws(LogError) {
                    let position = LogPosition.committed(group: stage.wiring.group)
                    let reader = try log.makeReader(of: place, from: position, to: .latest)
                    defer { reader.close() }
                    if let batch = try reader.next(maxWaitMilliseconds: 0) {
                        left.append(
                            "\(stage.wiring.name) has \(place) from offset \(batch.window.lowerBound) to decide"
                        )
                    }
                } catch {
                    guard error.remedy == .retry else { throw error }
                    left.append("\(error)")
                }
            }
        }
        return left
    }

    private func stop(_ bridge: RunningService) {
        guard bridge.process.isRunning else {
            report.finding.add(.workersStay, "the bridge ended: \(bridge.process.lastLines(3))")
            return
        }
        bridge.process.send(SIGTERM)
        if bridge.process.waitForEnd(within: .seconds(20)) != .code(0) {
            report.finding.add(.stopsInTime, "the bridge: \(bridge.process.lastLines(3))")
        }
    }

    private func conclude(_ sent: [SentAlert], _ samples: [OffsetSample]) throws {
        let copy = try LogCopy(reading: log)
        let ledger = try LedgerAudit.run(log: log, topology: Parts.all.topology, vault: nil)
        var checker = RoundChecker(RoundEvidence(sent: sent, copy: copy, samples: samples, ledger: ledger))
        let early = report.finding.violations
        report.finding = checker.check()
        report.finding.add(early)
        report.sent = sent.count
        report.acknowledged = sent.count { $0.outcome == .acknowledged }
        if report.acknowledged == 0 {
            report.missed.append("no alert was acknowledged")
        }
        if report.finding.scored == 0 {
            report.missed.append("no verdict was made by the model that was activated")
        }
        if samples.isEmpty {
            report.missed.append("no committed offset was seen")
        }
        if proxy.counts.misread > 0 {
            report.missed.append("the proxy misread \(proxy.counts.misread) answers")
        }
        report.rebalances = fleet.sum(Self.rebalances)
        report.lost = fleet.sum("eyrie_kafka_lost_total")
        report.aborted = fleet.sum("eyrie_kafka_aborts_total")
        report.rebuilds = fleet.sum("eyrie_kafka_producer_rebuilds_total")
        report.fenced += fleet.sum("eyrie_kafka_fenced_total")
    }

    private func waitUntilReady(_ service: RunningService) throws(ChaosFault) {
        let client = RunningService.impatientClient()
        let isReady = Patience.wait(within: .seconds(60)) {
            !service.process.isRunning || service.isReady(client)
        }
        guard isReady, service.process.isRunning else {
            throw ChaosFault("\(service.process.name) did not become ready: \(service.process.lastLines())")
        }
    }
}
