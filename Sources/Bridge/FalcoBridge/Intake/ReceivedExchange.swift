package import HTTPService

/// What the HTTP door hands to the intake: a request that waits for its answer.
package struct ReceivedExchange: Sendable {
    /// The request's body and the right to answer it.
    package let exchange: HTTPExchange
    /// How its body is to be understood.
    package let form: ExchangeForm
    /// Receipt time in milliseconds since 1970.
    package let receivedMilliseconds: Int64

    package init(_ exchange: HTTPExchange, as form: ExchangeForm = .plain, receivedMilliseconds: Int64) {
        self.exchange = exchange
        self.form = form
        self.receivedMilliseconds = receivedMilliseconds
    }
}
