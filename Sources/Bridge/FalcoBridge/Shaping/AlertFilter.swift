package import AlertExpressions

/// A named rule that keeps alerts out of the log.
package struct AlertFilter: Sendable, Equatable {
    /// The name in counts; unique among the filters of a bridge.
    package let name: String
    /// An alert is dropped if it is true, and kept if it is false or undecided.
    package let expression: AlertExpression

    package init(name: String, expression: AlertExpression) {
        self.name = name
        self.expression = expression
    }
}
