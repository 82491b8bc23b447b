package import EventModel

/// Which incidents a list shows; the highest risk first, then the oldest.
package struct IncidentFilter: Sendable, Equatable {
    /// Open ones or closed ones; nil shows both.
    package var isOpen: Bool?
    /// Opened at or after this; nil has no beginning.
    package var since: Timestamp?
    /// Opened before this; nil has no end.
    package var until: Timestamp?
    /// At least this grave; nil shows all.
    package var severity: Priority?
    /// How many at most; at least 0.
    package var limit: Int

    package init(
        isOpen: Bool? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        severity: Priority? = nil,
        limit: Int = 100
    ) {
        self.isOpen = isOpen
        self.since = since
        self.until = until
        self.severity = severity
        self.limit = limit
    }
}
