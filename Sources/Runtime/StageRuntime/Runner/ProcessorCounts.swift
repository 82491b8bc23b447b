/// The counts of a processor since the last call.
package struct ProcessorCounts: Sendable, Equatable {
    /// Input records, controls and skipped ones included.
    package var records: Int64 = 0
    /// Records written by the stage (forwarded controls not included).
    package var outputs: Int64 = 0
    /// Control records passed on.
    package var controls: Int64 = 0
    /// Dead letters.
    package var rejected: Int64 = 0
    /// Records whose source coordinate did not advance.
    package var skipped: Int64 = 0
    /// Keys forgotten by age.
    package var expired: Int64 = 0
    /// Keys forgotten by count.
    package var evicted: Int64 = 0

    package init() {}
}
