import LogPort
import Synchronization

/// The logs that a clause has made and not yet released.
final class LogsInUse: Sendable {
    private let logs = Mutex<[any EventLog]>([])

    func replace(_ old: (any EventLog)?, with new: any EventLog) {
        logs.withLock { logs in
            logs.removeAll { $0 === old }
            logs.append(new)
        }
    }

    func dispose(_ body: (any EventLog) -> Void) {
        let made = logs.withLock { logs in
            defer { logs = [] }
            return logs
        }
        for log in made {
            body(log)
        }
    }
}
