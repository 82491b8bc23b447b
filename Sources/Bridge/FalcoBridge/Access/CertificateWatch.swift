package import HTTPService
package import Lifecycle
package import Telemetry

/// Checks every few seconds whether the HTTP door's certificate files have changed, so that a change needs no restart.
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
    ///   - pause: Time between two checks; a mismatch of the files is logged only after two checks.
    ///   - clock: The time, to find an expired certificate.
    ///   - metrics: Shows when the certificate expires.
    ///   - logger: For changes and errors.
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
            help: "When the certificate of the HTTP door expires, in seconds since 1970."
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

    /// Checks once and logs the result.
    package func look() {
        switch identity.refresh() {
        case .unchanged, .unsettled:
            break
        case .replaced:
            logger.notice(
                "New connections use the changed certificate",
                [
                    "certificate": .string(identity.files.certificate)
                ]
            )
            warnIfEnded()
        case .refused(let error):
            logger.error("The changed certificate is not used, the old one stays in use", ["error": .error(error)])
        }
    }

    package func stop(within budget: Duration) {
        thread.stop(within: budget)
    }

    private func warnIfEnded() {
        if identity.expirySeconds < clock.milliseconds / 1000 {
            logger.warning(
                "The certificate has expired, clients will refuse it",
                [
                    "certificate": .string(identity.files.certificate)
                ]
            )
        }
    }
}
