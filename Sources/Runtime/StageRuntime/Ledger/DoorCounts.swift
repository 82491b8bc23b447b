/// What one door of the bridge counted since the log was made; kept in `eyrie.bridge.changelog.v1`.
package struct DoorCounts: Sendable, Equatable {
    /// What one filter of the door's settings left out.
    package struct Filter: Sendable, Equatable {
        /// The filter's name.
        package let name: String
        /// Alerts that it left out.
        package let count: Int64

        package init(name: String, count: Int64) {
            self.name = name
            self.count = count
        }
    }

    package let name: String
    package let received: Int64
    package let appended: Int64
    package let sensors: Int64
    package let duplicates: Int64
    package let filtered: Int64
    /// What of ``filtered`` each filter left out, in the order of names; empty where that is not known.
    package let filters: [Filter]
    /// Alerts left out for their low priority while room was short.
    package let dropped: Int64
    package let deadLettered: Int64
    /// Lines that are no alert: banner and log text.
    package let skipped: Int64
    /// Bodies that could not be kept, and whose senders were told so; none of ``received``.
    package let refused: Int64
    /// Offsets of a source topic that were removed there before they were read, at most; none of ``received``.
    package let lost: Int64

    package init(
        name: String,
        received: Int64,
        appended: Int64,
        sensors: Int64,
        duplicates: Int64,
        filtered: Int64,
        filters: [Filter] = [],
        dropped: Int64 = 0,
        deadLettered: Int64,
        skipped: Int64,
        refused: Int64 = 0,
        lost: Int64 = 0
    ) {
        self.name = name
        self.received = received
        self.appended = appended
        self.sensors = sensors
        self.duplicates = duplicates
        self.filtered = filtered
        self.filters = filters
        self.dropped = dropped
        self.deadLettered = deadLettered
        self.skipped = skipped
        self.refused = refused
        self.lost = lost
    }

    /// Whether everything received went to exactly one place, and each filtered alert has a filter's name.
    package var isBalanced: Bool {
        (filters.isEmpty || filters.reduce(0) { $0 + $1.count } == filtered)
            && received == appended + sensors + duplicates + filtered + dropped + deadLettered + skipped
    }
}
