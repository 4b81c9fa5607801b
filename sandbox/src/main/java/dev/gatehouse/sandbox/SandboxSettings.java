package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.authorization.ClientAuthentication;
import dev.gatehouse.sandbox.directory.DirectoryShape;
import dev.gatehouse.sandbox.fault.Behaviour;
import dev.gatehouse.sandbox.fault.Programme;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/**
 * How a sandbox starts.
 *
 * @param host address to listen on; the origins are made of it
 * @param port of the EHR; 0 for any free one
 * @param authorizationPort of the second origin, where FollowMyHealth practices authorize; 0 for any free one
 * @param directory the practices
 * @param behaviour what the switches start with
 * @param clientAuthentication how clients may authenticate
 * @param logSize how many requests are remembered
 * @param eventLoops how many event loops serve each listener
 * @param clock tells when codes and tokens expire
 */
public record SandboxSettings(
        String host,
        int port,
        int authorizationPort,
        DirectoryShape directory,
        Behaviour.Start behaviour,
        Set<ClientAuthentication> clientAuthentication,
        int logSize,
        int eventLoops,
        Clock clock) {

    public SandboxSettings {
        clientAuthentication = Set.copyOf(clientAuthentication);
        if (logSize < 1 || eventLoops < 1) {
            throw new IllegalArgumentException("logSize and eventLoops must be 1 or more");
        }
    }

    /** Free ports, 3,422 practices, access tokens of 300 s, strict rotation, no auto-approval. */
    public static SandboxSettings defaults() {
        return new SandboxSettings(
                "127.0.0.1",
                0,
                0,
                DirectoryShape.defaults(),
                new Behaviour.Start(
                        false,
                        Duration.ofMinutes(5),
                        Duration.ofDays(90),
                        Behaviour.Rotation.STRICT,
                        Programme.Start.defaults()),
                Set.of(ClientAuthentication.values()),
                50_000,
                1,
                Clock.systemUTC());
    }

    public SandboxSettings withHost(String name) {
        return new SandboxSettings(
                name, port, authorizationPort, directory, behaviour, clientAuthentication, logSize, eventLoops, clock);
    }

    public SandboxSettings withPorts(int ehr, int authorization) {
        return new SandboxSettings(
                host, ehr, authorization, directory, behaviour, clientAuthentication, logSize, eventLoops, clock);
    }

    public SandboxSettings withDirectory(DirectoryShape shape) {
        return new SandboxSettings(
                host, port, authorizationPort, shape, behaviour, clientAuthentication, logSize, eventLoops, clock);
    }

    public SandboxSettings withPractices(int number) {
        return withDirectory(directory.withPractices(number));
    }

    public SandboxSettings withBehaviour(Behaviour.Start start) {
        return new SandboxSettings(
                host, port, authorizationPort, directory, start, clientAuthentication, logSize, eventLoops, clock);
    }

    public SandboxSettings withAutoApprove() {
        return withBehaviour(new Behaviour.Start(
                true,
                behaviour.accessTokenLifetime(),
                behaviour.refreshTokenLifetime(),
                behaviour.rotation(),
                behaviour.programme()));
    }

    public SandboxSettings withRotation(Behaviour.Rotation rotation) {
        return withBehaviour(new Behaviour.Start(
                behaviour.autoApprove(),
                behaviour.accessTokenLifetime(),
                behaviour.refreshTokenLifetime(),
                rotation,
                behaviour.programme()));
    }

    public SandboxSettings withLifetimes(Duration accessToken, Duration refreshToken) {
        return withBehaviour(new Behaviour.Start(
                behaviour.autoApprove(), accessToken, refreshToken, behaviour.rotation(), behaviour.programme()));
    }

    /** How the vendor's partner programme starts. */
    public SandboxSettings withProgramme(Programme.Start programme) {
        return withBehaviour(new Behaviour.Start(
                behaviour.autoApprove(),
                behaviour.accessTokenLifetime(),
                behaviour.refreshTokenLifetime(),
                behaviour.rotation(),
                programme));
    }

    /** Apps may register themselves (RFC 7591). */
    public SandboxSettings withDynamicRegistration() {
        Programme.Start now = behaviour.programme();
        return withProgramme(new Programme.Start(now.practiceGate(), true, now.approveAfter()));
    }

    public SandboxSettings withClientAuthentication(Set<ClientAuthentication> methods) {
        return new SandboxSettings(
                host, port, authorizationPort, directory, behaviour, methods, logSize, eventLoops, clock);
    }

    public SandboxSettings withLogSize(int requests) {
        return new SandboxSettings(
                host, port, authorizationPort, directory, behaviour, clientAuthentication, requests, eventLoops, clock);
    }

    public SandboxSettings withEventLoops(int loops) {
        return new SandboxSettings(
                host, port, authorizationPort, directory, behaviour, clientAuthentication, logSize, loops, clock);
    }

    public SandboxSettings withClock(Clock other) {
        return new SandboxSettings(
                host, port, authorizationPort, directory, behaviour, clientAuthentication, logSize, eventLoops, other);
    }
}
