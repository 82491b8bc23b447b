/// How many records a memory log puts into one batch, so that a test decides where batch borders fall.
package enum HandOut: Sendable, Equatable {
    /// As they were appended: one batch for each append.
    case asAppended
    /// Up to this many records, across appends; at least 1.
    case upTo(Int)
    /// A random number of records from 1 to `limit`, decided by the seed.
    case random(seed: UInt64, limit: Int)
}
