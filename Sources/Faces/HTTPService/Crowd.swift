/// Chooses the connections to cut while all are taken.
///
/// All clients that never sent a whole request are cut first; if there are none, the eighth of the others that has kept
/// the server waiting longest, idle ones included. A client is not cut if it kept the server waiting for less than a
/// second, or if it waits for the server.
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
