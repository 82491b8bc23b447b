/// Passes a value that only one thread uses to that thread, which releases it at its end.
final class Handover<Value>: @unchecked Sendable {
    // @unchecked: the value is made by one thread and taken, once, by another.
    private var value: Value?

    init(_ value: Value) {
        self.value = value
    }

    /// Gives the value away.
    func take() -> Value {
        guard let value else { preconditionFailure("it was taken before") }
        self.value = nil
        return value
    }
}
