/// The vault's counts of one source partition, for the ledger.
package struct VaultCounts: Sendable, Equatable {
    /// The partition of alerts, verdicts and incidents.
    package var partition: Int32
    /// Incidents.
    package var incidents: Int
    /// Different alerts that are evidence: the sum of the four below.
    package var alerts: Int
    /// Alerts whose received bytes are kept and have the digest that the event's id says.
    package var kept: Int
    /// Alerts whose bytes are kept, with another digest.
    package var mismatched: Int
    /// Alerts whose record is kept, and does not read as an alert.
    package var unreadable: Int
    /// Alerts that were gone from the log.
    package var gone: Int
    /// The offset of `eyrie.incidents.v1` to continue with.
    package var nextOffset: Int64
    /// Records of `eyrie.incidents.v1` that retention removed before they were read.
    package var missedRecords: Int64
    /// Records of `eyrie.incidents.v1` that do not read.
    package var unreadableRecords: Int
}
