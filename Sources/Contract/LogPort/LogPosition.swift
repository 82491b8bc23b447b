/// A place in a partition, named the way people and stages think of it.
package enum LogPosition: Equatable, Sendable {
    /// The first record still kept.
    case earliest
    /// Behind the last committed record.
    case latest
    /// Where a group goes on; ``earliest`` when the group has committed nothing.
    case committed(group: String)
    /// The first record whose timestamp is at or after this one, in milliseconds since 1970; ``latest`` if none is.
    case time(milliseconds: Int64)
    /// This very offset, whether or not it is still kept.
    case offset(Int64)
}
