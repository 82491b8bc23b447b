/// What one door of the bridge counted since the log was made; kept in `eyrie.bridge.changelog.v1`.
package struct DoorCounts: Sendable, Equatable {
    package let name: String
    package let received: Int64
    package let appended: Int64
    package let sensors: Int64
    package let duplicates: Int64
    package let filtered: Int64
    /// Alerts left out for their low priority while room was short.
    package let dropped: Int64
    package let deadLettered: Int64
    /// Lines that are no alert: banner and log text.
    package let skipped: Int64
    /// Bodies that could not be kept, and whose senders were told so; none of ``received``.
    package let refused: Int64

    package init(
        name: String,
        received: Int64,
        appended: Int64,
        sensors: Int64,
        duplicates: Int64,
        filtered: Int64,
        dropped: Int64 = 0,
        deadLettered: Int64,
        skipped: Int64,
        refused: Int64 = 0
    ) {
        self.name = name
        self.received = received
        self.appended = appended
        self.sensors = sensors
        self.duplicates = duplicates
        self.filtered = filtered
        self.dropped = dropped
        self.deadLettered = deadLettered
        self.skipped = skipped
        self.refused = refused
    }

    /// Whether everything received went to exactly one place.
    package var isBalanced: Bool {
        received == appended + sensors + duplicates + filtered + dropped + deadLettered + skipped
    }
}
