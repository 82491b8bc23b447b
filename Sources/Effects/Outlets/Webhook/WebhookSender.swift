package import EffectRuntime
package import EventModel
import HTTPRequests
import Telemetry

/// Posts messages to one destination; one HTTP client whose connection is kept from message to message.
package final class WebhookSender: NoticeSender {
    /// Bytes of an answer's body that are read and ignored.
    private static let answerBytes = 64 << 10

    private let destination: WebhookSettings.Destination
    private let client: HTTPClient
    private let now: @Sendable () -> Timestamp

    /// Prepares the client of a destination.
    ///
    /// - Parameters:
    ///   - place: The destination's place in the settings.
    ///   - settings: All of them.
    ///   - now: The clock that messages are stamped with.
    package init(_ place: Int, of settings: WebhookSettings, now: @escaping @Sendable () -> Timestamp) {
        destination = settings.destinations[place]
        var options = HTTPClientOptions()
        options.timeout = destination.timeout
        options.connectTimeout = min(destination.timeout, .seconds(10))
        options.maximumBodyBytes = Self.answerBytes
        options.keepsBody = false
        options.allowsPrivateAddresses = destination.allowsPrivateAddresses
        options.certificateFile = settings.certificateFile
        options.proxy = settings.proxy?.exposed
        client = HTTPClient(options)
        self.now = now
    }

    package func send(_ body: [UInt8], key: String) -> DeliveryAnswer {
        let time = now()
        let seconds = time.milliseconds / 1000
        let signature = WebhookSignature.header(of: body, id: key, seconds: seconds, keys: destination.keys)
        do throws(HTTPRequestsError) {
            let answer = try client.post(
                destination.url.exposed,
                headers: [
                    HTTPClientHeader("content-type", "application/json"),
                    HTTPClientHeader("user-agent", "eyrie-webhook"),
                    HTTPClientHeader("webhook-id", key),
                    HTTPClientHeader("webhook-timestamp", "\(seconds)"),
                    HTTPClientHeader("webhook-signature", signature),
                ],
                body: body
            )
            return WebhookAnswer.of(answer, at: time)
        } catch {
            return WebhookAnswer.of(error, timeout: destination.timeout)
        }
    }
}
