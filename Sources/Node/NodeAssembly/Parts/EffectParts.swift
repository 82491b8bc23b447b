import Configuration
import EventModel
import Outlets
import PartKit

/// The effects.
extension Part {
    /// The webhook; nothing runs without a destination.
    static let webhook = Part(
        WebhookEffect.name,
        .effect,
        node: .effect(
            WebhookEffect.name,
            reads: Topics.incidents.name,
            writes: [Topics.deliveries.name],
            lookUps: [Topics.deliveries.name],
            deadLetters: Topics.deadLetters.name,
            purpose: "tells of incidents by webhooks"
        ),
        settings: [WebhookKeys.self],
        check: { _ = try $0[WebhookKeys.self].settings() },
        make: { context in
            guard let settings = try context.settings[WebhookKeys.self].settings() else { return [] }
            let isEmbedded = context.options.isEmbedded
            return [
                WebhookService(
                    log: context.log,
                    settings: settings,
                    memberName: try context.settings[WorkerSettings.self].memberName(isEmbedded: isEmbedded),
                    waitsForAssignment: isEmbedded,
                    now: context.now,
                    logger: context.logger,
                    metrics: context.metrics,
                    health: context.health
                )
            ]
        }
    )
}
