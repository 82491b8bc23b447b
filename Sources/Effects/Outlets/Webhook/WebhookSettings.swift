package import EffectRuntime
package import EventModel
package import Telemetry

/// The webhook's destinations and events, and how it connects.
package struct WebhookSettings: Sendable, Equatable {
    /// One destination, with its name in delivery records.
    package struct Destination: Sendable, Equatable {
        /// The most destinations of one process: each has its own thread.
        package static let maximumCount = 32

        /// Lower-case letters, digits and hyphens, at most 40.
        package let name: String
        /// Where messages go; never shown.
        package let url: Secret<String>
        /// Keys that sign, the newest first; two while a key is rotated.
        package let keys: [Secret<[UInt8]>]
        /// Whether addresses that are not public are connected to.
        package var allowsPrivateAddresses = false
        /// Time for one whole exchange.
        package var timeout: Duration = .seconds(15)
        /// How long after the first attempt the last one may be, in seconds.
        package var giveUpAfterSeconds: Int64 = 259_200
        /// The events to send.
        package var kinds: [IncidentEvent.Kind] = WebhookSettings.toldKinds

        package init(name: String, url: Secret<String>, keys: [Secret<[UInt8]>]) {
            self.name = name
            self.url = url
            self.keys = keys
        }
    }

    /// The events that a webhook may send; evidence that changes nothing else is not among them.
    package static let toldKinds: [IncidentEvent.Kind] = [
        .opened, .escalated, .acknowledged, .confirmed, .markedFalsePositive, .closed,
    ]

    package var destinations: [Destination]
    /// Certificates that servers are checked against; nil takes the system's.
    package var certificateFile: String?
    /// The proxy of all destinations; its address is never shown either, as it may hold a password.
    package var proxy: Secret<String>?
    package var effect = EffectSettings()

    package init(destinations: [Destination]) {
        self.destinations = destinations
    }

    /// The destinations as the effect's machine knows them, in order.
    package var effectDestinations: [EffectDestination] {
        destinations.map { destination in
            EffectDestination(
                name: destination.name,
                retry: RetryPolicy(giveUpAfterSeconds: destination.giveUpAfterSeconds)
            )
        }
    }
}
