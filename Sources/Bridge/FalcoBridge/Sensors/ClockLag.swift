import EventModel

/// How far a node's clock is off, as its alerts show it.
///
/// What lies between an alert's time and its receipt is the way, which takes time, and the difference of the clocks. So
/// the least of them in a while is the clock's: negative, the node is ahead; large, its clock is behind or all that it
/// sent was old, as an import is. The alert's time is kept as it was told either way.
package enum ClockLag {
    /// Milliseconds from which on it is told: Falco's clock, NTP or not, is seldom a minute off.
    package static let toldMilliseconds: Int64 = 60_000

    /// Milliseconds from an alert's time to its receipt; what does not fit is the nearest that does.
    static func milliseconds(of alert: Alert, receivedAt milliseconds: Int64) -> Int64 {
        let difference = milliseconds.subtractingReportingOverflow(alert.time.milliseconds)
        return difference.overflow ? .max : difference.partialValue
    }

    /// Says it in words, such as `7 d ahead`; nil when it is not worth telling.
    package static func words(_ lag: Int64) -> String? {
        guard lag.magnitude >= toldMilliseconds.magnitude else { return nil }
        // Half a unit more, so that five hours less a moment on the way are five.
        let seconds = lag.magnitude / 1000
        let amount =
            switch seconds {
            case ..<7200: "\((seconds + 30) / 60) min"
            case ..<172_800: "\((seconds + 1800) / 3600) h"
            default: "\((seconds + 43_200) / 86_400) d"
            }
        return lag < 0 ? "\(amount) ahead" : "\(amount) behind, or what came was old"
    }
}
