/// Compares a broker's configuration with the clients' settings; a pure function of both.
package enum BrokerExamination {
    /// Looks at one broker's configuration.
    ///
    /// - Parameters:
    ///   - entries: The configuration.
    ///   - name: The broker's name in findings.
    ///   - settings: The clients' settings.
    /// - Returns: The problems; empty when all is well.
    package static func findings(
        _ entries: [String: String],
        of name: String,
        _ settings: KafkaLogSettings
    ) -> [Finding] {
        var findings: [Finding] = []
        func number(_ property: String) -> Int? {
            entries[property].flatMap { Int($0) }
        }
        if let longest = number("transaction.max.timeout.ms"), longest < settings.transactionTimeoutMilliseconds {
            findings.append(
                Finding(
                    .failed,
                    "\(name): transaction.max.timeout.ms is \(longest), and kafka.transaction-timeout is "
                        + "\(settings.transactionTimeoutMilliseconds) ms: no writer can start; lower the setting"
                )
            )
        }
        if let longest = number("group.max.session.timeout.ms"), longest < settings.sessionTimeoutMilliseconds {
            findings.append(
                Finding(
                    .failed,
                    "\(name): group.max.session.timeout.ms is \(longest), and kafka.session-timeout is "
                        + "\(settings.sessionTimeoutMilliseconds) ms: no worker can join; lower the setting"
                )
            )
        }
        if let shortest = number("group.min.session.timeout.ms"), shortest > settings.sessionTimeoutMilliseconds {
            findings.append(
                Finding(
                    .failed,
                    "\(name): group.min.session.timeout.ms is \(shortest), and kafka.session-timeout is "
                        + "\(settings.sessionTimeoutMilliseconds) ms: no worker can join; raise the setting"
                )
            )
        }
        if let copies = number("transaction.state.log.replication.factor"),
            let least = number("transaction.state.log.min.isr"),
            least > copies
        {
            findings.append(
                Finding(
                    .failed,
                    "\(name): transaction.state.log.min.isr is \(least) with \(copies) copies: no transaction can commit"
                )
            )
        }
        if entries["auto.create.topics.enable"] == "true" {
            findings.append(
                Finding(
                    .warning,
                    "\(name): auto.create.topics.enable is true: a mistyped name of another client becomes a topic; set false"
                )
            )
        }
        return findings
    }
}
