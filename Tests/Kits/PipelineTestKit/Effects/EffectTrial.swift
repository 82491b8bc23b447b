import EffectRuntime
import EventModel
import JSONText
import Lifecycle
import LogPort
import Synchronization
import Telemetry

/// Runs a case in one way on a memory log, with the runner that runs it in production.
struct EffectTrial<E: Effect>: Sendable {
    let subject: EffectCase<E>
    let check: EffectCheck
    let seed: UInt64

    private static var mostPolls: Int { 20_000 }

    private var effect: E { subject.makeEffect() }
    private var group: String { "eyrie.\(effect.name)" }

    func fail(_ message: String) -> EffectBroken {
        EffectBroken(check: check, seed: seed, message: message)
    }

    /// Makes a log that holds the input.
    func makeLog(_ handOut: HandOut) throws -> MemoryLog {
        let log = MemoryLog(handOut: handOut)
        try log.create(
            [effect.topic, Topics.deliveries.name].map {
                TopicSettings(name: $0, partitions: subject.partitions, cleanup: .delete)
            } + [TopicSettings(name: Topics.deadLetters.name, partitions: 1, cleanup: .delete)]
        )
        let producer = try log.makeProducer(id: "input")
        var transaction = LogTransaction()
        for partition in 0..<subject.partitions {
            let records = subject.input.filter { $0.partition == partition }.map(\.record)
            if let frames = LogRecord.frames(records) {
                transaction.appends.append(.init(TopicPartition(effect.topic, partition), frames))
            }
        }
        _ = try producer.commit(transaction)
        producer.close()
        return log
    }

    /// Whether the group has committed the whole input, which it does only when nothing is owed.
    func isDone(_ log: MemoryLog) -> Bool {
        let committed = log.committedOffsets(of: group)
        return (0..<subject.partitions).allSatisfy { number in
            let partition = TopicPartition(effect.topic, number)
            let end = log.records(of: partition).last.map { $0.offset + 1 } ?? 0
            return end == 0 || committed[partition] == end
        }
    }

    /// Runs one worker on this thread until a condition holds.
    func work(
        on log: MemoryLog,
        in world: EffectWorld,
        as member: String = "a",
        until isOver: @escaping @Sendable (WorkerProgress) -> Bool
    ) throws {
        let stop = StopFlag()
        let isStuck = Atomic<Bool>(false)
        let directed = DirectedLog(log) { progress in
            guard progress.polls < Self.mostPolls else {
                isStuck.store(true, ordering: .releasing)
                stop.set()
                return .pass
            }
            guard !isOver(progress) else {
                stop.set()
                return .pass
            }
            return .poll(maxWaitMilliseconds: 0)
        }
        var settings = EffectSettings()
        settings.begin = .earliest
        settings.retryPause = .zero
        let dispatch = InlineDispatch(world, names: subject.destinations.map(\.name))
        let runner = EffectRunner(
            effect: effect,
            destinations: subject.destinations,
            settings: settings,
            log: directed,
            member: member,
            dispatch: dispatch,
            now: { world.now() },
            logger: .silent,
            meters: EffectMeters(registry: MetricRegistry())
        )
        try runner.run(until: stop)
        if dispatch.collisions > 0 {
            throw fail("\(dispatch.collisions) notices were sent while another was in flight")
        }
        if isStuck.load(ordering: .acquiring) {
            throw fail("the effect owed something still after \(Self.mostPolls) polls")
        }
    }

    /// The notices of each destination, in order, by the pure effect alone.
    var expected: [(destination: String, notice: Notice, source: NoticeSource)] {
        let effect = effect
        let parser = JSONParser()
        var expected: [(destination: String, notice: Notice, source: NoticeSource)] = []
        var told: [String: String] = [:]
        for partition in 0..<subject.partitions {
            for (offset, input) in subject.input.filter({ $0.partition == partition }).enumerated() {
                guard let value = input.record.value,
                    let payload = try? parser.decode(E.Input.self, from: value),
                    let about = effect.subject(of: payload)
                else { continue }
                let source = NoticeSource(
                    partition: partition,
                    offset: Int64(offset),
                    timestampMilliseconds: input.record.timestampMilliseconds,
                    key: input.record.key,
                    value: value
                )
                for destination in subject.destinations {
                    let memory = "\(destination.name) \(partition) \(about)"
                    let last = told[memory]
                    if let notice = effect.notice(of: payload, at: source, to: destination.name, after: last) {
                        expected.append((destination.name, notice, source))
                        told[memory] = notice.told
                    }
                }
            }
        }
        return expected
    }

    /// Unreadable input records, except tombstones and controls.
    var unreadable: Int {
        let parser = JSONParser()
        return subject.input.count { input in
            guard let value = input.record.value, !value.withUnsafeBytes({ Control.isControl($0) }) else {
                return false
            }
            return (try? parser.decode(E.Input.self, from: value)) == nil
        }
    }

    /// The events of a log, partition by partition.
    func events(of log: MemoryLog) throws -> [DeliveryEvent] {
        let parser = JSONParser()
        return try (0..<subject.partitions).flatMap { number in
            try log.records(of: TopicPartition(Topics.deliveries.name, number)).map { placed in
                try parser.decode(DeliveryEvent.self, from: placed.record.value ?? [])
            }
        }
    }

    /// The dead letters of a log.
    func letters(of log: MemoryLog) throws -> [DeadLetter] {
        let parser = JSONParser()
        return try log.records(of: TopicPartition(Topics.deadLetters.name, 0)).map { placed in
            try parser.decode(DeadLetter.self, from: placed.record.value ?? [])
        }
    }
}
