/// How much of the write-ahead log is not in the database yet.
struct JournalPages {
    /// Pages that the last checkpoint had moved.
    var moved = 0

    /// Counts the pages that wait to be moved; fewer in the journal than were moved means that it began anew.
    mutating func pending(of count: Int) -> Int {
        if count < moved {
            moved = 0
        }
        return count - moved
    }
}
