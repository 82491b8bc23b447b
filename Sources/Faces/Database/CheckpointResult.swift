/// What a checkpoint did.
package struct CheckpointResult: Sendable, Equatable {
    /// How many pages the write-ahead log has; -1 when the database has none.
    package let walPageCount: Int
    /// How many of them are in the database now; -1 when the database has no write-ahead log.
    package let movedPageCount: Int
}
