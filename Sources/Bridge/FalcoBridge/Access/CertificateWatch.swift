package import HTTPService
package import Lifecycle
package import Telemetry

/// Looks every few seconds whether the HTTP door's certificate files have changed, so that no restart is needed for that.
package final class CertificateWatch: Service {
    /// The name in log lines.
    package let name = "bridge.certificates"

    private let identity: TLSIdentity
    private let pause: Duration
    private let clock: ReceiptClock
    private let logger: Logger
    private let thread = ServiceThread(name: "bridge-certs")

    /// Prepares the watch.
    ///
    /// - Parameters:
    ///   - identity: What is read again.
    ///   - pause: Time between two looks; two looks at files that do not fit together are needed to complain.
    ///   - clock: Tells whether a certificate has ended.
    ///   - metrics: Where the end of the certificate is shown.
    ///   - logger: Told of each change, and of what is wrong.
    package init(
        _ identity: TLSIdentity,
        pause: Duration = .seconds(2),
        clock: ReceiptClock = .system,
        metrics: MetricRegistry,
        logger: Logger
    ) {
        self.identity = identity
        self.pause = pause
        self.clock = clock
        self.logger = logger
        metrics.gauge(
            "eyrie_bridge_certificate_expiry_timestamp_seconds",
            help: "When the certificate of the HTTP door ends, in seconds since 1970."
        ) {
            Double(identity.expirySeconds)
        }
    }

    package func start(_ handle: ServiceHandle) throws {
        warnIfEnded()
        try thread.start(reportingTo: handle) { [self] stopFlag in
            while !stopFlag.wait(for: pause) {
                look()
            }
        }
    }

    /// Looks once, and says what there is to say.
    package func look() {
        switch identity.refresh() {
        case .unchanged, .unsettled:
            break
        case .replaced:
            logger.notice(
                "New connections get the certificate that was read now",
                [
                    "certificate": .string(identity.files.certificate)
                ]
            )
            warnIfEnded()
        case .refused(let error):
            logger.error("The changed certificate is not used, the one before stays", ["error": .error(error)])
        }
    }

    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    private func warnIfEnded() {
        if identity.expirySeconds < clock.milliseconds / 1000 {
            logger.warning(
                "The certificate has ended, clients will refuse it",
                [
                    "certificate": .string(identity.files.certificate)
                ]
            )
        }
    }
}
