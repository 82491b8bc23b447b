import EffectRuntime
import EventModel
import Lifecycle
import LogPort
import Operations
import Outlets
import Telemetry

/// Runs the webhook: one worker of its group, and a thread for each destination.
///
/// If only this process has members, the start waits for the worker's first assignment: later incidents are reported,
/// even on a log without earlier webhook.
final class WebhookService: Service {
    let name = WebhookEffect.name
    private let log: any LogReading & LogJoining
    private let settings: WebhookSettings
    private let member: String
    private let waitsForAssignment: Bool
    private let now: LogOperations.Clock
    private let logger: Logger
    private let meters: EffectMeters
    private let health: NodeHealth
    private let workers = WorkerSet()

    init(
        log: any LogReading & LogJoining,
        settings: WebhookSettings,
        memberName: String?,
        waitsForAssignment: Bool,
        now: @escaping LogOperations.Clock,
        logger: Logger,
        metrics: MetricRegistry,
        health: NodeHealth
    ) {
        self.log = log
        self.settings = settings
        member = "\(memberName ?? WebhookEffect.name)-0"
        self.waitsForAssignment = waitsForAssignment
        self.now = now
        self.logger = logger
        meters = EffectMeters(registry: metrics)
        self.health = health
        health.expect(name)
    }

    func start(_ handle: ServiceHandle) throws {
        let heartbeat = health.watch(name)
        let settled = StopFlag()
        let watched = heartbeat.watching(log)
        let thread = WorkerThread(name: name, reportingTo: handle) {
            [settings, member, now, logger, meters, health, name] stop in
            defer {
                settled.set()
                heartbeat.rest()
            }
            let dispatch = try DispatchThreads(name: name, count: settings.destinations.count) { place in
                WebhookSender(place, of: settings, now: now)
            }
            defer { dispatch.stop(within: .milliseconds(100)) }
            let runner = EffectRunner(
                effect: WebhookEffect(settings),
                destinations: settings.effectDestinations,
                settings: settings.effect,
                log: watched,
                member: member,
                dispatch: dispatch,
                now: now,
                logger: logger,
                meters: meters
            )
            try runner.run(until: stop) {
                health.markReady(name)
                settled.set()
                logger.info("an effect is ready", ["effect": .string(name), "worker.member": .string(member)])
            }
        }
        try thread.start()
        workers.add(thread)
        if waitsForAssignment {
            settled.wait()
        }
    }

    func stop(within budget: Duration) {
        workers.stop(within: budget)
    }
}
