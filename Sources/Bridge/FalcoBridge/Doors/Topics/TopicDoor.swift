package import Lifecycle
import LogPort
package import Telemetry

/// The door for topics that others fill: falcosidekick's Kafka output, another pipeline.
///
/// The value of each committed record is one received alert; another value becomes a dead letter with topic, partition
/// and offset. Each partition is its own door at the intake (`topic:CLUSTER/TOPIC/PARTITION`), whose next offset is
/// stored in the transaction of its alerts: even if processes are killed, each record comes into the log exactly once,
/// in the order of its partition. The cluster is identified by its own id, so that its list of servers may change; two
/// records with the same bytes are both kept, like two lines of a file. There is no consumer group: one bridge reads a
/// topic.
///
/// Offsets that the source removed before they were read are counted as lost (`eyrie ledger`,
/// `eyrie_bridge_lost_total`) and logged. While the source, a topic or a partition cannot be read, it is tried again
/// and the other doors continue; a record whose checksum fails blocks its own partition until the source is repaired.
///
/// A topic that was deleted and made anew, cut, or is a copy with other offsets is recognized by the last record that was
/// read, which is kept beside the offset (``SourceMark``) and looked at again at each start, after each error, before records
/// are taken (after a pause, and in a stream at least once in ``TopicDoorSettings/checkInterval``), and every
/// ``TopicDoorSettings/idleCheckInterval`` else. When another one is there, reading goes on behind the last record where
/// that is found by its time, and at the beginning else: no record is passed over, some may come twice.
///
/// Limits: what a topic had behind the place when it was deleted is not known. Where retention or compaction took the
/// last record too, a new topic is not told from the former one before it ends before the place. Of a topic that is
/// made anew while records stream in, those of one ``TopicDoorSettings/checkInterval`` may be read twice.
package final class TopicDoor: Service {
    /// The name in log lines.
    package let name = "bridge.topics"

    private let source: any TopicSource
    private let settings: TopicDoorSettings
    private let intake: AlertIntake
    private let lookUpPlaces: PlaceLookup?
    private let clock: ReceiptClock
    private let reports: Handover<TopicReports>
    private let thread = ServiceThread(name: "bridge-topics")

    /// Prepares the door; the source need not be reachable.
    ///
    /// - Parameters:
    ///   - source: The cluster; closed with the door.
    ///   - settings: Names and limits.
    ///   - intake: Where records go.
    ///   - lookUpPlaces: Asks the log behind a spool for places that the spool does not know; nil without a spool.
    ///   - clock: The receipt time.
    ///   - metrics: Shows how far it is behind the source.
    ///   - logger: For topics and partitions that come, cannot be read for now, or have lost records.
    package init(
        source: any TopicSource,
        settings: TopicDoorSettings,
        intake: AlertIntake,
        lookUpPlaces: PlaceLookup? = nil,
        clock: ReceiptClock = .system,
        metrics: MetricRegistry,
        logger: Logger
    ) {
        self.source = source
        self.settings = settings
        self.intake = intake
        self.lookUpPlaces = lookUpPlaces
        self.clock = clock
        reports = Handover(TopicReports(address: source.address, metrics: metrics, logger: logger))
    }

    /// Starts reading on its own thread.
    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stopFlag in try run(stopFlag) }
    }

    /// Ends reading; what was handed in is kept by the intake.
    package func stop(within budget: Duration) {
        // Closing the source ends a call that waits for it.
        if !thread.stop(within: budget * 0.5) {
            source.log.close()
            thread.stop(within: budget * 0.5)
        }
        source.log.close()
    }

    /// Reads until it is asked to stop.
    ///
    /// - Throws: ``BridgeError`` when the intake ended.
    package func run(_ stopFlag: StopFlag) throws(BridgeError) {
        let reports = reports.take()
        var names: [String] = []
        for name in settings.names where !names.contains(name) {
            names.append(name)
        }
        let topics = names.map { name in
            FollowedTopic(
                name,
                source: source,
                settings: settings,
                intake: intake,
                lookUpPlaces: lookUpPlaces
            )
        }
        defer {
            for partition in topics.flatMap(\.partitions) {
                partition.close()
            }
        }
        while !stopFlag.isSet {
            var isBusy = false
            for topic in topics {
                search(topic, reports)
                for partition in topic.partitions {
                    guard !stopFlag.isSet else {
                        return
                    }
                    isBusy = try advance(partition, reports, stopFlag) || isBusy
                }
                look(at: topic, reports)
            }
            if !isBusy {
                stopFlag.wait(for: settings.pause)
            }
        }
    }

    /// Looks for new partitions of a topic, when it is time.
    private func search(_ topic: FollowedTopic, _ reports: TopicReports) {
        if let next = topic.nextSearch, ContinuousClock.now < next {
            return
        }
        do throws(LogError) {
            let count = try topic.search()
            topic.nextSearch = .now + settings.searchInterval
            topic.trouble = nil
            if count > 0 {
                reports.tellNew(count, of: topic.name)
            }
        } catch {
            topic.nextSearch = .now + settings.retryPause
            if topic.trouble != error.description {
                topic.trouble = error.description
                reports.tell(error, ofTopic: topic.name)
            }
        }
    }

    /// Asks how far a topic reaches, when it is time and it is there.
    private func look(at topic: FollowedTopic, _ reports: TopicReports) {
        if topic.partitions.isEmpty || topic.nextLook.map({ ContinuousClock.now < $0 }) ?? false {
            return
        }
        topic.nextLook = .now + settings.lookInterval
        // Why it is not known now, its partitions say.
        if let waiting = try? topic.look() {
            reports.tell(waiting, of: topic.name)
            if waiting.lag > 0 {
                topic.nextLook = .now + settings.lookInterval / 5
            }
        }
    }

    /// Takes a partition one step further; says whether there was something new.
    private func advance(
        _ followed: FollowedPartition,
        _ reports: TopicReports,
        _ stopFlag: StopFlag
    ) throws(BridgeError) -> Bool {
        if let paused = followed.pausedUntil, ContinuousClock.now < paused {
            return false
        }
        let step = step(followed, reports)
        for notice in followed.takeNotices() {
            reports.tell(notice, of: followed.partition)
        }
        guard case .block(let block) = step else {
            return false
        }
        let batch = ReceivedBatch.records(
            SourceRecords(
                topic: "\(source.address)/\(followed.partition.topic)",
                partition: followed.partition.partition,
                bytes: block.bytes,
                places: block.places,
                nextOffset: block.nextOffset,
                last: followed.mark,
                lost: block.lost,
                receivedMilliseconds: clock.milliseconds
            )
        )
        guard intake.submit(batch, from: followed.door, unless: { stopFlag.isSet }) || stopFlag.isSet else {
            throw BridgeError(
                code: .closed,
                action: "keeping records of \(followed.partition)",
                message: "the intake has ended",
                remedy: "start again; reading goes on behind the last record that was kept"
            )
        }
        return true
    }

    /// Steps; a partition that cannot be read now is tried again, for leaders and rights come and go.
    private func step(_ followed: FollowedPartition, _ reports: TopicReports) -> FollowedPartition.Step {
        do throws(LogError) {
            let step = try followed.step()
            followed.resume()
            return step
        } catch {
            followed.pause()
            if followed.trouble != error.description {
                followed.trouble = error.description
                reports.tell(error, of: followed.partition)
            }
            return .idle
        }
    }
}
