import EffectRuntime
import EventModel
import Outlets
import PipelineTestKit
import Telemetry
import Testing

@Suite("Effects, whatever happens")
struct ConformanceTests {
    @Test("A toy effect", arguments: EffectCheck.allCases)
    func toy(check: EffectCheck) throws {
        try verifyEffect(
            check,
            of: EffectCase(
                destinations: EffectCase<ToyEffect>.destinationsOfEveryManner,
                input: toyInput(seed: 7, count: 14),
                partitions: 2
            ) { ToyEffect() }
        )
    }

    @Test("The webhook", arguments: EffectCheck.allCases)
    func webhook(check: EffectCheck) throws {
        let destinations = EffectCase<WebhookEffect>.destinationsOfEveryManner
        let settings = WebhookSettings(
            destinations: destinations.map { destination in
                var made = WebhookSettings.Destination(name: destination.name, url: Secret(""), keys: [])
                if destination.name == "flaky" {
                    made.kinds = [.opened, .closed]
                }
                return made
            }
        )
        let kinds: [IncidentEvent.Kind] = [
            .opened, .evidenceAdded, .evidenceAdded, .escalated, .acknowledged, .confirmed, .closed,
        ]
        let input = (0..<2).flatMap { number in
            kinds.enumerated().map { place, kind in
                StageInput(
                    partition: Int32(number % 2),
                    key: "incident-\(number)",
                    incident(kind, "incident-\(number)", alerts: place + 1),
                    receivedMilliseconds: 1_767_225_600_000 + Int64(place)
                )
            }
        }
        try verifyEffect(
            check,
            of: EffectCase(destinations: destinations, input: input, partitions: 2) { WebhookEffect(settings) }
        )
    }

    @Test("Input of many shapes, in random batches", arguments: 1...12 as ClosedRange<UInt64>)
    func seeds(seed: UInt64) throws {
        for check in [EffectCheck.whole, .randomBatches, .restarts] {
            try verifyEffect(
                check,
                of: EffectCase(
                    destinations: EffectCase<ToyEffect>.destinationsOfEveryManner,
                    input: toyInput(seed: seed, count: 40),
                    partitions: 2
                ) { ToyEffect() },
                seed: seed
            )
        }
    }
}

/// Makes an incident's event.
func incident(_ kind: IncidentEvent.Kind, _ id: String, alerts: Int = 1) -> IncidentEvent {
    IncidentEvent(
        kind: kind,
        id: IncidentID(id),
        profile: Profile("acme/prod/shop/cart/app"),
        entity: Entity("acme/prod/shop/cart-5d8f7c9b4-x2x7k/0123456789ab"),
        time: Timestamp(nanoseconds: 1_767_571_200_000_000_000),
        severity: .critical,
        risk: Milli(thousandths: 820),
        alerts: alerts,
        opened: Timestamp(nanoseconds: 1_767_571_200_000_000_000),
        evidence: nil,
        title: "Terminal shell in container in shop/cart/app",
        tactics: ["mitre_execution"],
        by: kind == .acknowledged || kind == .confirmed ? "cli:alice" : nil,
        note: nil
    )
}
