import AlertExpressions
import EventModel
import JSONText

/// An alert in Falco's form, for expressions to be asked about.
let shellAlert = """
    {"hostname":"node-7","output":"08:15:30.1: Notice A shell was spawned","output_fields":{\
    "container.image.repository":"registry.example.com/shop/cart","container.name":"cart",\
    "evt.time.iso8601":1772439330123456789,"fd.rport":null,"k8s.ns.name":"shop",\
    "k8s.pod.name":"cart-74d5c8b8d7-x2k9p","proc.aname[2]":"containerd-shim","proc.aname[7]":"systemd",\
    "proc.cmdline":"bash -c \\"id; cat /etc/shadow\\"","proc.name":"bash","proc.tty":34816,"proc.env[A B]":"x",\
    "user.loginuid":-1,"user.name":"root","user.uid":0,"proc.args.count":18446744073709551615,"evt.is_io":true,\
    "evt.empty":"","evt.na":"<NA>","evt.list":["a","b"],"team":"blue"},"priority":"Notice",\
    "rule":"Terminal shell in container","source":"syscall","tags":["T1059","container","mitre_execution"],\
    "time":"2026-03-02T08:15:30.123456789Z"}
    """

/// An alert with next to nothing in it, and a priority that is not Falco's.
let bareAlert = #"{"output":"o","rule":"Bare","time":"2026-03-02T08:15:30Z","priority":"loud"}"#

/// The settings of the samples.
let context = AlertContext(
    tenant: "acme",
    cluster: "east",
    labels: CustomLabels(fields: [CustomLabels.Field(name: "site", value: "berlin")], tags: ["edge"])
)

/// Asks an expression about an alert in Falco's form.
func truth(_ expression: AlertExpression, of alert: String) throws -> Truth {
    let reader = AlertReader()
    return try Array(alert.utf8).withUnsafeBytes { bytes in
        try withExtendedLifetime(reader) {
            let (reading, view) = try reader.readKeepingView(bytes)
            return expression.truth(of: AlertSubject(reading.alert, view: view, in: context))
        }
    }
}

/// Asks an expression about an alert in Falco's form.
func truth(_ text: String, of alert: String) throws -> Truth {
    try truth(try AlertExpression(text), of: alert)
}
