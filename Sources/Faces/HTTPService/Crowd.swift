/// Who has to leave while every connection is taken.
///
/// Those who never sent a whole request leave first, all of them; when there is none, the eighth of the others that has
/// kept us waiting longest, idle ones among them. Nobody leaves who has waited for less than a second, or who waits for us.
enum Crowd {
    /// How long a client may keep a crowded server waiting.
    static let graceNanoseconds: UInt64 = 1_000_000_000

    /// Returns those of all connections that are to be cut.
    static func leaving(_ connections: [HTTPConnection], at now: UInt64) -> [HTTPConnection] {
        let waiting = connections.filter { connection in
            connection.isAwaitingClient && !connection.isCut && now >= connection.waitingSince
                && now - connection.waitingSince >= graceNanoseconds
        }
        let strangers = waiting.filter { !$0.hasServed }
        guard strangers.isEmpty else {
            return strangers
        }
        return Array(waiting.sorted { $0.waitingSince < $1.waitingSince }.prefix((connections.count + 7) / 8))
    }
}
