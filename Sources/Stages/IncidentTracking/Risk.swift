import EventModel

/// Risk: one number from 0 to 1 to sort incidents by, in whole thousandths.
///
/// The sum of five parts, each rising with what it counts and each with its own ceiling:
///
/// | part | thousandths | ceiling |
/// | --- | --- | --- |
/// | severity | Emergency 500, Alert 475, Critical 450, Error 325, Warning 225, Notice 125, Informational 50, Debug 25 | 500 |
/// | best score of the evidence | 250 x score | 250 |
/// | different rules | 25 for each after the first | 100 |
/// | different ATT&CK tactics | 25 for each | 100 |
/// | alerts | 5 for each after the first | 50 |
///
/// It never sinks while an incident grows. The weights are our choice: without a model severity gives Falco's order,
/// and the parts for the model and for the breadth of an attack can lift a Notice over a Critical of a single alert,
/// but not over one that is also unusual and broad.
enum Risk {
    /// Returns the risk of an incident.
    ///
    /// - Parameters:
    ///   - severity: The incident's severity.
    ///   - bestScore: The best score of its evidence, 0 to 1; 0 without one.
    ///   - rules: How many different rules, at least 1.
    ///   - tactics: How many different ATT&CK tactics.
    ///   - alerts: How many alerts, at least 1.
    /// - Returns: 0 to 1.
    static func of(severity: Priority, bestScore: Milli, rules: Int, tactics: Int, alerts: Int) -> Milli {
        let score = max(0, min(1000, Int(bestScore.thousandths)))
        let sum =
            part(of: severity) + score / 4 + min(100, 25 * (rules - 1)) + min(100, 25 * tactics)
            + min(50, 5 * (min(alerts, 1000) - 1))
        return Milli(thousandths: Int32(min(1000, max(0, sum))))
    }

    /// Returns the band of a risk, 0 to 3: below 0.4, 0.6, 0.8, and above.
    static func band(of risk: Milli) -> Int {
        switch risk.thousandths {
        case ..<400: 0
        case ..<600: 1
        case ..<800: 2
        default: 3
        }
    }

    private static func part(of severity: Priority) -> Int {
        switch severity {
        case .emergency: 500
        case .alert: 475
        case .critical: 450
        case .error: 325
        case .warning: 225
        case .notice: 125
        case .informational: 50
        case .debug, .unknown: 25
        }
    }
}
