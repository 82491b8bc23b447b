import Foundation

/// How often tests kill a process: a few times in a normal run, as often as `KILL_COUNT` says in a long one.
enum KillRounds {
    private static let kills = ProcessInfo.processInfo.environment["KILL_COUNT"].flatMap { Int($0) }

    /// How many times all failpoints are gone through, for so many kills at least.
    static func rounds(of failpoints: Int, kills: Int) -> Int {
        let wanted = self.kills ?? kills
        return (wanted + failpoints - 1) / failpoints
    }
}
