/// How much a log line matters; swift-log's seven levels, least first.
package enum LoggerLevel: String, Sendable, CaseIterable, Comparable {
    /// Every step, for finding a fault.
    case trace
    /// Normal events.
    case debug
    /// Rare normal events that an operator wants to know of.
    case info
    /// Normal events that may need care.
    case notice
    /// Something is not as it should be; the work goes on.
    case warning
    /// Some work was not done.
    case error
    /// The process cannot go on.
    case critical

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .notice: 3
        case .warning: 4
        case .error: 5
        case .critical: 6
        }
    }

    package static func < (first: LoggerLevel, second: LoggerLevel) -> Bool {
        first.rank < second.rank
    }
}
