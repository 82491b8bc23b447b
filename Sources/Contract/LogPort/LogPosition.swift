/// A place in a partition, as people and stages state it.
package enum LogPosition: Equatable, Sendable {
    /// The first record still kept.
    case earliest
    /// After the last committed record.
    case latest
    /// Where a group continues; ``earliest`` when the group has committed nothing.
    case committed(group: String)
    /// The first record whose timestamp is at or after this one, in milliseconds since 1970; ``latest`` if none is.
    case time(milliseconds: Int64)
    /// This very offset, whether or not it is still kept.
    case offset(Int64)
}
