package import AlertExpressions

/// A reason with a name for which alerts are left out of the log.
package struct AlertFilter: Sendable, Equatable {
    /// What counts stand under; unique among the filters of a bridge.
    package let name: String
    /// Alerts for which it holds are left out; those for which it is undecided are kept.
    package let expression: AlertExpression

    package init(name: String, expression: AlertExpression) {
        self.name = name
        self.expression = expression
    }
}
