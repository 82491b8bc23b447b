package import Lifecycle
import LogPort
package import Telemetry

/// The door for topics that others fill: falcosidekick's Kafka output, another pipeline.
///
/// The value of each committed record is one received alert; another value becomes a dead letter that names topic, partition
/// and offset. Each partition is a door of its own at the intake (`topic:CLUSTER/TOPIC/PARTITION`), whose next offset is
/// kept in the transaction of its alerts: whatever is killed when, each record comes into the log exactly once, in the
/// order of its partition. The cluster is named by its own id, so that its list of servers may change; of two records
/// with the same bytes both are kept, as of two lines of a file. There is no consumer group: one bridge reads a topic.
///
/// Offsets that the source removed before they were read are counted as lost (`eyrie ledger`,
/// `eyrie_bridge_lost_total`) and said. While the source, a topic or a partition cannot be read, it is tried again and
/// the other doors go on; a record whose checksum fails holds up its own partition until the source is repaired.
///
/// Limits: a topic that was deleted, made anew and filled beyond the old place is not recognized as another one: it is
/// read from that place on. Of a topic that ends before the place everything is read again.
package final class TopicDoor: Service {
    /// The name in log lines.
    package let name = "bridge.topics"

    private let source: any TopicSource
    private let settings: TopicDoorSettings
    private let intake: AlertIntake
    private let lookUpPlaces: PlaceLookup?
    private let clock: ReceiptClock
    private let logger: Logger
    private let lag: MetricFamily<Gauge>
    private let thread = ServiceThread(name: "bridge-topics")

    /// Prepares the door; the source need not be reachable.
    ///
    /// - Parameters:
    ///   - source: The cluster; closed with the door.
    ///   - settings: Names and limits.
    ///   - intake: Where records go.
    ///   - lookUpPlaces: Asks the log behind a spool where a topic goes on that the spool does not know; nil without one.
    ///   - clock: The receipt time.
    ///   - metrics: Where to tell how far behind the source it is.
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
        self.logger = logger
        lag = metrics.gauges(
            "eyrie_bridge_topic_lag",
            help: "Offsets of a source topic that were not read yet, as of the last search for partitions.",
            labels: ["topic"]
        )
    }

    /// Starts reading on a thread of its own.
    package func start(_ handle: ServiceHandle) throws {
        try thread.start(reportingTo: handle) { [self] stopFlag in try run(stopFlag) }
    }

    /// Ends reading; what was handed in is kept by the intake.
    package func stop(within budget: Duration) {
        // A source that does not answer is waited for no longer: closed, it ends the call that waits.
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
                search(topic)
                for partition in topic.partitions {
                    guard !stopFlag.isSet else {
                        return
                    }
                    isBusy = try advance(partition, stopFlag) || isBusy
                }
            }
            if !isBusy {
                stopFlag.wait(for: settings.pause)
            }
        }
    }

    /// Looks for new partitions of a topic, when it is time.
    private func search(_ topic: FollowedTopic) {
        if let next = topic.nextSearch, ContinuousClock.now < next {
            return
        }
        do throws(LogError) {
            let count = try topic.search()
            topic.nextSearch = .now + settings.searchInterval
            topic.trouble = nil
            // Why it is not known now, its partitions say.
            if let offsets = try? topic.lag() {
                lag(topic.name).set(Double(offsets))
            }
            if count > 0 {
                logger.info(
                    "Partitions of a source topic are read",
                    ["topic": .string("\(source.address)/\(topic.name)"), "partitions.new": .integer(count)]
                )
            }
        } catch {
            topic.nextSearch = .now + settings.retryPause
            if topic.trouble != error.description {
                topic.trouble = error.description
                logger.warning(
                    "A source topic cannot be looked up for now",
                    ["topic": .string("\(source.address)/\(topic.name)"), "error": .error(error)]
                )
            }
        }
    }

    /// Takes a partition one step further; says whether there was something new.
    private func advance(_ followed: FollowedPartition, _ stopFlag: StopFlag) throws(BridgeError) -> Bool {
        if let paused = followed.pausedUntil, ContinuousClock.now < paused {
            return false
        }
        let step = step(followed)
        for notice in followed.takeNotices() {
            say(notice, of: followed)
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
    private func step(_ followed: FollowedPartition) -> FollowedPartition.Step {
        do throws(LogError) {
            let step = try followed.step()
            followed.resume()
            return step
        } catch {
            followed.pause()
            if followed.trouble != error.description {
                followed.trouble = error.description
                logger.warning(
                    "A partition of a source topic cannot be read for now",
                    ["topic": .string("\(source.address)/\(followed.partition)"), "error": .error(error)]
                )
            }
            return .idle
        }
    }

    private func say(_ notice: FollowedPartition.Notice, of followed: FollowedPartition) {
        let topic = LogValue.string("\(source.address)/\(followed.partition)")
        switch notice {
        case .removed(let offsets):
            logger.error(
                "Records of a source topic were removed before they were read; they are lost to this log",
                [
                    "topic": topic, "offset.first": .integer(offsets.lowerBound),
                    "offset.next": .integer(offsets.upperBound), "records.lost.at.most": .integer(offsets.count),
                ]
            )
        case .cut(let place, let end):
            logger.error(
                "A source topic ends before the place where its reading goes on: it is read from its beginning",
                ["topic": topic, "offset.place": .integer(place), "offset.end": .integer(end)]
            )
        }
    }
}
