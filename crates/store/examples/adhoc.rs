//! scratch
#![allow(warnings, clippy::all)]
use std::{sync::Arc, sync::atomic::*, time::Instant};
use store::{id::*, *};
fn pid(n: u64) -> PasskeyId {
    PasskeyId::from_parts(1_700_000_000_000 + n, [7; 10])
}
fn uid(n: u64) -> UserId {
    UserId::from_parts(1_700_000_000_000 + n, [7; 10])
}
fn cred(n: u64) -> Vec<u8> {
    let mut x = n.wrapping_mul(0x9e3779b97f4a7c15);
    let mut v = vec![];
    for _ in 0..4 {
        x ^= x >> 29;
        x = x.wrapping_mul(0xbf58476d1ce4e5b9);
        v.extend_from_slice(&x.to_le_bytes());
    }
    v
}
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let a: Vec<String> = std::env::args().collect();
    let conc: usize = a[2].parse().unwrap();
    let total: u64 = a[3].parse().unwrap();
    let users: u64 = a[4].parse().unwrap();
    let reads = a.get(5).map(|s| s == "reads").unwrap_or(true);
    let loc = if a[1].starts_with("postgres") {
        Location::Postgres { url: a[1].clone(), connections: 16 }
    } else {
        Location::Embedded { file: a[1].clone().into() }
    };
    let t = Instant::now();
    let store = Store::open(&loc).unwrap();
    println!("open {:?}", t.elapsed());
    let tenant = TenantId::from_bytes([1; 16]);
    let pool = PoolId::from_bytes([2; 16]);
    let have = store.read("t", |tx| tenant::all(tx)).await.unwrap().len() > 0;
    if !have {
        store
            .write("seed", move |tx| {
                tenant::insert(
                    tx,
                    &tenant::Tenant {
                        id: tenant,
                        slug: "a".into(),
                        name: "a".into(),
                        preset: "p".into(),
                        created_at: 0,
                    },
                )?;
                pool::insert(
                    tx,
                    &pool::Pool {
                        tenant_id: tenant,
                        id: pool,
                        name: "p".into(),
                        rp_id: "localhost".into(),
                        origins: "[]".into(),
                        settings: "{}".into(),
                    },
                )
            })
            .await
            .unwrap();
        let mut n = 0;
        while n < users {
            let to = (n + 1000).min(users);
            store
                .write("fill", move |tx| {
                    for i in n..to {
                        user::insert(
                            tx,
                            &user::User {
                                pool_id: pool,
                                id: uid(i),
                                tenant_id: tenant,
                                handle: cred(i),
                                display_name: format!("user {i}"),
                                status: user::UserStatus::Active,
                                epoch: 0,
                                created_at: 0,
                            },
                        )?;
                        passkey::insert(
                            tx,
                            &passkey::Passkey {
                                pool_id: pool,
                                id: pid(i),
                                tenant_id: tenant,
                                user_id: uid(i),
                                rp_id: "localhost".into(),
                                credential_id: cred(i),
                                public_key: vec![8; 77],
                                algorithm: -7,
                                sign_count: 0,
                                user_verified: true,
                                backup_eligible: true,
                                backup_state: true,
                                aaguid: [0; 16],
                                transports: "[\"internal\"]".into(),
                                attachment: None,
                                discoverable: Some(true),
                                mode: workspace::Mode::Smart,
                                attestation_format: "none".into(),
                                name: "Laptop".into(),
                                created_at: 0,
                                updated_at: 0,
                                last_used_at: None,
                            },
                        )?;
                    }
                    Ok::<_, Error>(())
                })
                .await
                .unwrap();
            n = to;
        }
        println!("filled {:?}", t.elapsed());
    }
    let cpu = || {
        let s = std::fs::read_to_string("/proc/self/stat").unwrap();
        let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
        (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) * 10_000.0
    };
    let epoch_ms = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as u64;
    let counter = Arc::new(AtomicU64::new(0));
    let c0 = cpu();
    let t = Instant::now();
    let tasks: Vec<_> = (0..conc)
        .map(|_| {
            let store = store.clone();
            let counter = counter.clone();
            tokio::spawn(async move {
                let mut lat = vec![];
                loop {
                    let i = counter.fetch_add(1, Ordering::Relaxed);
                    if i >= total {
                        break lat;
                    }
                    let t = Instant::now();
                    let n = i.wrapping_mul(2654435761) % users;
                    let mut epoch = 0;
                    let mut seen = 0;
                    if reads {
                        let f = store
                            .read("facts", move |tx| passkey::for_sign_in(tx, tenant, "localhost", &cred(n)))
                            .await
                            .unwrap()
                            .unwrap();
                        seen = f.passkey.sign_count;
                        epoch = f.user_epoch;
                    }
                    let mut r = [0u8; 10];
                    r.copy_from_slice(&cred(i ^ epoch_ms)[..10]);
                    store
                        .write("sign in", move |tx| {
                            let mut nonce = cred(i ^ epoch_ms);
                            nonce.truncate(17);
                            if !spent_challenge::spend(tx, pool, (epoch_ms / 1000) as i64 + 300, &nonce)? {
                                panic!("spent")
                            }
                            passkey::record_use(
                                tx,
                                &passkey::Use {
                                    pool_id: pool,
                                    id: pid(n),
                                    user_id: uid(n),
                                    user_epoch: epoch,
                                    seen_sign_count: seen,
                                    sign_count: seen,
                                    backup_eligible: true,
                                    backup_state: true,
                                    user_verified: true,
                                    at: i as i64,
                                },
                            )
                            .map(|ok| assert!(ok))?;
                            session::insert(
                                tx,
                                &session::Session {
                                    pool_id: pool,
                                    id: SessionId::from_parts(epoch_ms + i / 10, r),
                                    tenant_id: tenant,
                                    workspace_id: WorkspaceId::NIL,
                                    user_id: uid(n),
                                    secret_hash: [3; 32],
                                    epoch,
                                    amr: "hwk user".into(),
                                    acr: "phr".into(),
                                    authenticated_at: 0,
                                    created_at: 0,
                                    expires_at: 0,
                                    passkey_id: Some(pid(n)),
                                    address: "192.0.2.1".into(),
                                    user_agent_id: Some(1),
                                },
                            )?;
                            audit_event::insert(
                                tx,
                                &audit_event::AuditEvent {
                                    tenant_id: tenant,
                                    id: EventId::from_parts(epoch_ms + i / 10, r),
                                    pool_id: Some(pool),
                                    workspace_id: Some(WorkspaceId::NIL),
                                    at: 0,
                                    kind: "sign_in".into(),
                                    outcome: "done".into(),
                                    reason: None,
                                    actor_id: Some(uid(n)),
                                    subject_id: Some(uid(n)),
                                    passkey_id: Some(pid(n)),
                                    passkey_label: Some("Laptop (synced)".into()),
                                    address: Some("192.0.2.1".into()),
                                    user_agent_id: Some(1),
                                    reference: None,
                                },
                            )
                        })
                        .await
                        .unwrap();
                    lat.push(t.elapsed().as_micros() as u64);
                }
            })
        })
        .collect();
    let mut lat = vec![];
    for x in tasks {
        lat.extend(x.await.unwrap());
    }
    let el = t.elapsed();
    let c = cpu() - c0;
    lat.sort();
    println!(
        "conc {conc}: {:.0}/s, cpu {:.1} us per sign-in, p50 {} p99 {} max {} us",
        total as f64 / el.as_secs_f64(),
        c / total as f64,
        lat[lat.len() / 2],
        lat[lat.len() * 99 / 100],
        lat[lat.len() - 1]
    );
    let t = Instant::now();
    store.close().await;
    println!("close {:?}", t.elapsed());
}
