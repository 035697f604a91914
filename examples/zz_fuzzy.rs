use makan::gazetteer::*;
fn main(){ let mut g=Gazetteer::embedded().unwrap(); g.push(load(std::path::Path::new("/tmp/ml.makan")).unwrap().0);
 for n in std::env::args().skip(1){ println!("{n} likeness {:.3}", g.likeness(&n)); for (m,p) in g.fuzzy(&n,6){ let v=g.view(m.place).unwrap(); println!("   {:.3} {} [{}] {}", p, m.name, v.name(), v.id());}}}
